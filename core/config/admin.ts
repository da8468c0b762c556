import {defineSettings} from '../settings/settings.ts';
import {text} from '../settings/variable.ts';

export const adminSettings = defineSettings({
  title: 'operators (web)',
  variables: {
    ADMIN_TOKEN: text(
      'Needed as `Authorization: Bearer …` on /admin and /metrics; at least 32 random characters in production, where ' +
        'there are no such paths without it. Elsewhere, without it, only who asks this machine itself is answered ' +
        'there: no page, and nobody behind a proxy.',
    ),
  },
  value: ({ADMIN_TOKEN}) => ({token: ADMIN_TOKEN}),
});
