/**
 * What a worker does for the channels that deliver: it carries out their deliveries, shows that somebody writes, and
 * looks after their instances. Without any such channel it opens nothing.
 */
import {createOutbounds} from '../../core/channels/create-channels.ts';
import type {DeliverDeps} from '../../core/channels/deliver.ts';
import {createDeliverySender} from '../../core/channels/delivery-sender.ts';
import type {ReceiveDeps} from '../../core/channels/receive.ts';
import {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import type {ClinicsById} from '../../core/clinics/clinic.ts';
import type {Config} from '../../core/config/config.ts';
import type {Log} from '../../core/log.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import type {Closer} from '../../core/shutdown.ts';
import type {MaintenanceDeps} from '../maintenance.ts';
import {Instances} from './instances.ts';
import {createTypist, type Typist} from './keep-typing.ts';

export type ChannelsDeps = {
  config: Config;
  redis: Redis;
  log: Log;
  clinics: ClinicsById;
  /** Opens a connection of its own. */
  connect(name: string): Redis;
  /** Told in how many milliseconds a delivery will be tried again. */
  expect(ms: number): void;
  /** Into the queue, as every way in has it. */
  accept: ReceiveDeps['accept'];
  /** Registers what is to be closed. */
  opened: (closer: Closer) => void;
};

export type Channels = {
  /** Shows in a chat that somebody writes. */
  showTyping: Typist;
  senders: MaintenanceDeps['consumers'];
};

/** How long to wait before what; in milliseconds. */
const patience: Omit<DeliverDeps['options'], 'heartbeatMs' | 'resultTtlMs'> = {
  graceMs: 10_000,
  lookMs: 1000,
  retryMs: 1000,
  longestRetryMs: 60_000,
  probeMs: 60_000,
};
/** Deliveries at once. */
const concurrency = 64;
/** Nobody waits for the outbox to be read sooner: what is put into it ends the blocking. */
const blockMs = 10_000;

export function startChannels(deps: ChannelsDeps): Channels {
  const outbounds = createOutbounds(deps.config.channels);
  const senders = outbounds.size > 0 ? [startSender(deps, outbounds)] : [];
  startInstances(deps);
  return {showTyping: createTypist(outbounds), senders};
}

function startSender(
  {config, redis, log, connect, expect, opened}: ChannelsDeps,
  outbounds: DeliverDeps['outbounds'],
) {
  const blocking = connect('worker-send');
  opened(() => blocking.stop());
  const {heartbeatMs, claimIdleMs} = config.turns;
  const options = {heartbeatMs, resultTtlMs: config.queue.resultTtlMs, ...patience};
  const consumer = createDeliverySender({
    redis,
    blocking,
    log,
    outbounds,
    options,
    concurrency,
    claimIdleMs,
    blockMs,
    onDelayed: expect,
  }).start();
  opened(() => consumer.stop(3000));
  return {fifo: deliveries, consumer};
}

function startInstances({config, redis, log, clinics, accept, opened}: ChannelsDeps): void {
  const {url, apiKey, webhookSecret: secret, instances} = config.channels.whatsapp;
  if (url === undefined || apiKey === undefined || secret === undefined || instances.size === 0) return;
  const {publicUrl} = config.server;
  const looked = new Instances({
    redis,
    accept,
    log,
    secret,
    instances,
    client: new EvolutionClient({url, apiKey}),
    limits: config.queue,
    clinics: {known: clinics, fallback: config.clinics.fallback},
    links: {secrets: sessionSecrets({redis, given: config.sessions.secrets}), now: Date.now, publicUrl},
  }).start();
  opened(() => looked.stop());
}
