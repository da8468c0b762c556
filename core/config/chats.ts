import type {ChatSettings} from '../chats/weigh.ts';
import {defineSettings} from '../settings/settings.ts';
import {flag, whole} from '../settings/variable.ts';
import {queueSettings} from './queue.ts';

export const chatSettings = defineSettings({
  title: 'chats on channels (web and worker)',
  variables: {
    STAFF_QUIET_MINUTES: whole(
      'How long the agent is silent in a chat after somebody of the clinic wrote there on its own phone.',
      {fallback: 120, min: 0, max: 43_200},
    ),
    AWAY_AFTER_MINUTES: whole(
      'What is older when it reaches us is not answered any more, unless this is 0.',
      {fallback: 30, min: 0, max: 1440},
    ),
    AWAY_NOTICE: flag('Whether whoever wrote it is told so, once a day, and asked to write again.', {
      fallback: true,
    }),
  },
  uses: {RATE_SESSION_PER_MINUTE: queueSettings.variables.RATE_SESSION_PER_MINUTE},
  value: (values): ChatSettings => ({
    perMinute: values.RATE_SESSION_PER_MINUTE,
    staffQuietMs: values.STAFF_QUIET_MINUTES * 60_000,
    staleMs: values.AWAY_AFTER_MINUTES * 60_000,
    tellsAway: values.AWAY_NOTICE,
  }),
});
