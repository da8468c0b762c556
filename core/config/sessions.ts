import {defineSettings} from '../settings/settings.ts';
import {flag, list} from '../settings/variable.ts';

export const sessionsSettings = defineSettings({
  title: 'sessions (web and worker)',
  variables: {
    SESSION_SECRETS: list(
      'Sign session tokens: the first signs, all verify, so that they can be changed while tokens are ' +
        'out, as new,old. Default: one that is made by the first process and kept in Redis.',
    ),
    REQUIRE_SESSION_TOKEN: flag(
      'No session is written to, and no message read, without the session’s token: for production. Open sessions, ' +
        'which whoever knows their name may write to, are refused; those of the legacy endpoint stay.',
      {fallback: false},
    ),
  },
  value: ({SESSION_SECRETS, REQUIRE_SESSION_TOKEN}) => ({
    secrets: SESSION_SECRETS,
    requireToken: REQUIRE_SESSION_TOKEN,
  }),
});
