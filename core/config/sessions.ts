import {defineSettings} from '../settings/settings.ts';
import {list} from '../settings/variable.ts';

export const sessionsSettings = defineSettings({
  title: 'sessions (web and worker)',
  variables: {
    SESSION_SECRETS: list(
      'Sign session tokens: the first signs, all verify, so that they can be changed while tokens are ' +
        'out, as new,old. Default: one that is made by the first process and kept in Redis.',
    ),
  },
  value: ({SESSION_SECRETS}) => ({secrets: SESSION_SECRETS}),
});
