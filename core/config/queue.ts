import type {Limits} from '../queue/enqueue.ts';
import {defineSettings} from '../settings/settings.ts';
import {whole} from '../settings/variable.ts';

const rate = (sentence: string, fallback: number) => whole(sentence, {fallback, min: 0, max: 1_000_000});

export const queueSettings = defineSettings({
  title: 'the queue (web and worker)',
  variables: {
    QUEUE_MAX_LENGTH: whole(
      'Messages accepted and not yet answered, over all sessions; more are refused with 503.',
      {fallback: 10_000, min: 1, max: 10_000_000},
    ),
    HELD_MAX_LENGTH: whole(
      'Messages of one clinic that wait for a person; more are refused with 503, and no other clinic notices.',
      {fallback: 1000, min: 1, max: 1_000_000},
    ),
    MESSAGE_DEADLINE_MS: whole(
      'A message that was not answered after so long fails, with words for the visitor.',
      {
        fallback: 120_000,
        min: 1000,
        max: 3_600_000,
      },
    ),
    RATE_SESSION_PER_MINUTE: rate(
      'Messages of one session in a minute; more are refused with 429, on channels with a word. 0 turns a rate off.',
      10,
    ),
    RATE_ADDRESS_PER_MINUTE: rate(
      'Messages from one client address in a minute (IPv6: from one /64); 0 counts nothing by address.',
      60,
    ),
    RATE_SESSIONS_PER_HOUR: rate('Sessions opened from one client address in an hour.', 600),
    RATE_KILOBYTES_PER_HOUR: rate('Text and metadata accepted from one client address in an hour.', 4096),
    RESULT_TTL_SECONDS: whole('How long a message and its conversation are kept: a day.', {
      fallback: 86_400,
      min: 600,
      max: 2_592_000,
    }),
  },
  value: (values): Limits => ({
    queueMaxLength: values.QUEUE_MAX_LENGTH,
    heldMaxLength: values.HELD_MAX_LENGTH,
    /** Messages of one session that have not ended; not a setting. */
    sessionMaxLength: 20,
    deadlineMs: values.MESSAGE_DEADLINE_MS,
    resultTtlMs: values.RESULT_TTL_SECONDS * 1000,
    rates: {
      sessionPerMinute: values.RATE_SESSION_PER_MINUTE,
      addressPerMinute: values.RATE_ADDRESS_PER_MINUTE,
      sessionsPerHour: values.RATE_SESSIONS_PER_HOUR,
      bytesPerHour: values.RATE_KILOBYTES_PER_HOUR * 1024,
    },
  }),
});
