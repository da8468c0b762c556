/**
 * What a worker does for the channels that deliver: it carries out their deliveries, shows that somebody writes, and
 * looks after their instances. Without any such channel it opens nothing.
 */
import {createOutbounds} from '../../core/channels/create-channels.ts';
import type {ReceiveDeps} from '../../core/channels/hearing/receive-deps.ts';
import {startSender} from '../../core/channels/sending/start-sender.ts';
import {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import {allSecrets} from '../../core/channels/whatsapp/webhook-secret.ts';
import type {ClinicsById} from '../../core/clinics/clinic.ts';
import type {Config} from '../../core/config/config.ts';
import type {Log} from '../../core/log.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import type {Closer} from '../../core/shutdown.ts';
import {Tally} from '../../core/tally.ts';
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

export function startChannels(deps: ChannelsDeps): Channels {
  const outbounds = createOutbounds(deps.config.channels, deps.config.server);
  startInstances(deps);
  const showTyping = createTypist(outbounds);
  if (outbounds.size === 0) return {showTyping, senders: []};
  const {connect, opened, expect: onDelayed, ...rest} = deps;
  const blocking = connect('worker-send');
  opened(() => blocking.stop());
  const consumer = startSender({...rest, blocking, outbounds, onDelayed});
  opened(() => consumer.stop(3000));
  return {showTyping, senders: [{fifo: deliveries, consumer}]};
}

function startInstances({config, redis, log, clinics, accept, opened}: ChannelsDeps): void {
  const {url, apiKey, instances, ...secrets} = config.channels.whatsapp;
  if (url === undefined || apiKey === undefined || instances.size === 0) return;
  if (allSecrets(secrets).length === 0) return;
  const {publicUrl} = config.server;
  const looked = new Instances({
    redis,
    accept,
    log,
    secrets,
    instances,
    client: new EvolutionClient({url, apiKey}),
    tally: new Tally(log),
    chats: config.chats,
    limits: config.queue,
    clinics: {known: clinics, fallback: config.clinics.fallback},
    links: {secrets: sessionSecrets({redis, given: config.sessions.secrets}), now: Date.now, publicUrl},
  }).start();
  opened(() => looked.stop());
}
