/**
 * What a worker does for the channels that deliver: it carries their letters, shows that somebody writes, and looks
 * after their instances. Without any such channel it opens nothing.
 */
import {createOutbounds} from '../../core/channels/create-outbounds.ts';
import type {ReceiveDeps} from '../../core/channels/receive.ts';
import {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import type {ClinicsById} from '../../core/clinics/clinic.ts';
import type {Config} from '../../core/config.ts';
import type {Log} from '../../core/log.ts';
import {Redis} from '../../core/redis/connection.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import type {Closer} from '../../core/shutdown.ts';
import type {DeliveryDeps} from './deliver.ts';
import {Sender} from './delivery-sender.ts';
import {InstanceCare} from './instances.ts';
import {createTypist, type Typist} from './keep-typing.ts';

export type ChannelsDeps = {
  config: Config;
  redis: Redis;
  log: Log;
  clinics: ClinicsById;
  /** Into the queue, as every way in has it. */
  accept: ReceiveDeps['accept'];
  /** Registers what is to be closed. */
  opened: (closer: Closer) => void;
};

/** How long to wait before what; in milliseconds. */
const patience: Omit<DeliveryDeps['options'], 'heartbeatMs' | 'resultTtlMs'> = {
  graceMs: 10_000,
  lookMs: 1000,
  retryMs: 1000,
  longestRetryMs: 60_000,
  probeMs: 60_000,
};
/** Letters at once. */
const concurrency = 64;

/** Answers with what shows in a chat that somebody writes. */
export function startChannels({config, redis, log, clinics, accept, opened}: ChannelsDeps): Typist {
  const outbounds = createOutbounds(config);
  if (outbounds.size > 0) {
    const blocking = new Redis({url: config.redisUrl, name: 'worker-send', log}).start();
    opened(() => blocking.stop());
    const options = {...config, ...patience};
    const {claimIdleMs} = config;
    const sender = new Sender({redis, blocking, log, outbounds, options, concurrency, claimIdleMs}).start();
    opened(() => sender.stop(3000));
  }
  const {url, apiKey, webhookSecret: secret, instances} = config.evolution;
  if (url !== undefined && apiKey !== undefined && secret !== undefined && instances.size > 0) {
    const care = new InstanceCare({
      redis,
      accept,
      log,
      secret,
      instances,
      client: new EvolutionClient({url, apiKey}),
      limits: config,
      clinics: {known: clinics, fallback: config.defaultClinic},
      links: {
        secrets: sessionSecrets({redis, given: config.sessionSecrets}),
        now: Date.now,
        publicUrl: config.publicUrl,
      },
    }).start();
    opened(() => care.stop());
  }
  return createTypist(outbounds);
}
