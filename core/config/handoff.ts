import {defineSettings} from '../settings/settings.ts';
import {httpUrl, text} from '../settings/variable.ts';

export const handoffSettings = defineSettings({
  title: 'handing over to a person (worker)',
  variables: {
    HANDOFF_URL: httpUrl('Told by a POST when a conversation is handed to a person.'),
    HANDOFF_SECRET: text('Signs that (HMAC-SHA256).'),
  },
  value: ({HANDOFF_URL, HANDOFF_SECRET}) => ({url: HANDOFF_URL, secret: HANDOFF_SECRET}),
});
