import {defineSettings} from '../settings/settings.ts';
import {whole} from '../settings/variable.ts';

export const turnsSettings = defineSettings({
  title: 'turns (worker)',
  variables: {
    WORKER_CONCURRENCY: whole(
      'Turns at once in one process: they mostly wait. Of several clinics one holds seven of eight at most, while others are silent.',
      {
        fallback: 64,
        min: 1,
        max: 1000,
      },
    ),
    HEARTBEAT_MS: whole('How often a running turn says that it is alive.', {
      fallback: 3000,
      min: 10,
      max: 60_000,
    }),
    CLAIM_IDLE_MS: whole('How long a turn must be silent to be taken over by another worker.', {
      fallback: 12_000,
      min: 50,
      max: 600_000,
    }),
    MAX_ATTEMPTS: whole('Attempts at one message.', {fallback: 3, min: 1, max: 100}),
    ATTEMPT_TIMEOUT_MS: whole('How long one attempt may take.', {fallback: 45_000, min: 100, max: 600_000}),
  },
  value: values => ({
    concurrency: values.WORKER_CONCURRENCY,
    /** Whoever wants turns to be taken over sooner need not know of it. */
    heartbeatMs: Math.min(values.HEARTBEAT_MS, Math.floor(values.CLAIM_IDLE_MS / 2)),
    claimIdleMs: values.CLAIM_IDLE_MS,
    maxAttempts: values.MAX_ATTEMPTS,
    attemptTimeoutMs: values.ATTEMPT_TIMEOUT_MS,
  }),
});
