import {defineSettings} from '../settings/settings.ts';
import {httpUrl, text} from '../settings/variable.ts';

export const handoffSettings = defineSettings({
  title: 'telling a clinic: a person must take over, its guard has spoken (web, worker)',
  variables: {
    HANDOFF_URL: httpUrl('Told by a POST when a conversation is handed to a person.'),
    HANDOFF_SECRET: text('Signs that, and what guard.notify of a clinic’s file is told (HMAC-SHA256).'),
  },
  value: ({HANDOFF_URL, HANDOFF_SECRET}) => ({url: HANDOFF_URL, secret: HANDOFF_SECRET}),
});
