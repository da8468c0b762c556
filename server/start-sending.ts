/**
 * The web process sends too: where the guard speaks on a channel, its words leave while no worker is there. Without
 * any channel that delivers it opens nothing.
 */
import {createOutbounds} from '../core/channels/create-channels.ts';
import {startSender} from '../core/channels/sending/start-sender.ts';
import type {Config} from '../core/config/config.ts';
import type {Log} from '../core/log.ts';
import {Loop} from '../core/loop.ts';
import {deliveries} from '../core/outbox/delivery.ts';
import {attend, readAgenda} from '../core/queue/agenda.ts';
import {Redis} from '../core/redis/connection.ts';
import type {Closer} from '../core/shutdown.ts';

export type SendingDeps = {config: Config; redis: Redis; log: Log; opened: (closer: Closer) => void};

const everyMs = 2000;

export function startSending({config, redis, log, opened}: SendingDeps): void {
  const outbounds = createOutbounds(config.channels, config.server);
  if (outbounds.size === 0) return;
  const blocking = new Redis({url: config.redis.url, tls: config.redis.tls, name: 'web-send', log}).start();
  opened(() => blocking.stop());
  const later: {loop?: Loop} = {};
  const onDelayed = (ms: number) => later.loop?.hasten(ms);
  const consumer = startSender({config, redis, blocking, log, outbounds, onDelayed});
  opened(() => consumer.stop(2000));
  const {claimIdleMs} = config.turns;
  const question = {consumer: consumer.name, slots: 0, fifos: [deliveries], claimIdleMs};
  const loop = new Loop({
    name: 'outbox',
    log,
    everyMs,
    async step() {
      const {fifos} = await readAgenda(redis, question);
      const [agenda] = fifos;
      await attend(redis, {fifo: deliveries, consumer}, agenda, config.queue.resultTtlMs);
      return agenda?.dueInMs || undefined;
    },
  }).start();
  later.loop = loop;
  opened(() => loop.stop());
}
