import type {Limits} from '../queue/enqueue.ts';
import {defineSettings} from '../settings/settings.ts';
import {whole} from '../settings/variable.ts';

export const queueSettings = defineSettings({
  title: 'the queue (web and worker)',
  variables: {
    QUEUE_MAX_LENGTH: whole(
      'Messages accepted and not yet answered, over all sessions; more are refused with 503.',
      {fallback: 10_000, min: 1, max: 10_000_000},
    ),
    MESSAGE_DEADLINE_MS: whole(
      'A message that was not answered after so long fails, with words for the visitor.',
      {
        fallback: 120_000,
        min: 1000,
        max: 3_600_000,
      },
    ),
    RESULT_TTL_SECONDS: whole('How long a message and its conversation are kept: a day.', {
      fallback: 86_400,
      min: 600,
      max: 2_592_000,
    }),
  },
  value: ({QUEUE_MAX_LENGTH, MESSAGE_DEADLINE_MS, RESULT_TTL_SECONDS}): Limits => ({
    queueMaxLength: QUEUE_MAX_LENGTH,
    /** Messages of one session that have not ended; not a setting. */
    sessionMaxLength: 20,
    deadlineMs: MESSAGE_DEADLINE_MS,
    resultTtlMs: RESULT_TTL_SECONDS * 1000,
  }),
});
