import {defineSettings} from '../settings/settings.ts';
import {text} from '../settings/variable.ts';

export const adminSettings = defineSettings({
  title: 'operators (web)',
  variables: {
    ADMIN_TOKEN: text(
      'Needed as `Authorization: Bearer …` on /admin. Without it only what comes directly from this ' +
        'machine is answered there.',
    ),
  },
  value: ({ADMIN_TOKEN}) => ({token: ADMIN_TOKEN}),
});
