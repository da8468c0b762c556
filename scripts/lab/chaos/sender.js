/**
 * A worker that only sends, and kills itself around the calls of some deliveries: at one of five points each, once. Which
 * ones it did, it remembers in a file, since it comes back.
 */
import {appendFileSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {createOutbounds} from '../../../dist/core/channels/create-channels.js';
import {createDeliverySender} from '../../../dist/core/channels/sending/delivery-sender.js';
import {configFromEnv} from '../../../dist/core/config/config.js';
import {createLog} from '../../../dist/core/log.js';
import {deliveries} from '../../../dist/core/outbox/delivery.js';
import {Redis} from '../../../dist/core/redis/connection.js';
import {createSealer} from '../../../dist/core/seal.js';
import {Maintenance} from '../../../dist/worker/maintenance.js';

const {
  CRASHES = '',
  CRASH_EVERY = '0',
  MOST_CRASHES = '0',
  GRACE_MS = '500',
  LONGEST_MS = '500',
  BLIND,
} = process.env;
const every = Number(CRASH_EVERY);
const config = configFromEnv(process.env);
const log = createLog({level: 'info', component: 'sender'});
const {url} = config.redis;

/** Of which delivery, by the number in its text; and where. */
function pointOf(text) {
  const number = Number(/#(\d+)/.exec(text)?.[1]);
  const points = ['before-mark', 'before-call', 'in-call', 'before-record', 'after-record'];
  return every > 0 && number % every === 0 ? points[(number / every) % points.length] : undefined;
}

function crashAt(point, text) {
  if (pointOf(text) !== point) return;
  const line = `${point} ${/#\d+/.exec(text)?.[0]}\n`;
  const before = readFileSync(CRASHES, {encoding: 'utf8', flag: 'a+'});
  if (before.includes(line) || before.split('\n').length > Number(MOST_CRASHES)) return;
  appendFileSync(CRASHES, line);
  process.kill(process.pid, 'SIGKILL');
}

function crashing(outbound) {
  // A blind sender shows what looking is worth: it sends again whatever may not have gone out.
  const {find: _, ...others} = outbound;
  return {
    ...(BLIND ? others : outbound),
    // What the provider may take over a send lasts as much shorter here as everything else.
    longestMs: BLIND ? 0 : Number(LONGEST_MS),
    render(markdown, target) {
      crashAt('before-mark', markdown);
      return outbound.render(markdown, target);
    },
    async deliver(piece) {
      crashAt('before-call', piece.text);
      const delivering = outbound.deliver(piece);
      if (pointOf(piece.text) === 'in-call') {
        await sleep(Math.random() * 12);
        crashAt('in-call', piece.text);
      }
      const delivery = await delivering;
      crashAt('before-record', piece.text);
      setTimeout(() => crashAt('after-record', piece.text), Math.random() * 4);
      return delivery;
    },
  };
}

const outbounds = new Map(
  [...createOutbounds(config.channels, config.server)].map(([name, outbound]) => [name, crashing(outbound)]),
);
const sealer = createSealer(config.data.keys, config.data);
const blocking = new Redis({url, name: 'sender-read', log}).start();
const redis = new Redis({url, name: 'sender', log, sealer, onReplaced: () => blocking.replace()}).start();
const {heartbeatMs, claimIdleMs} = config.turns;
const options = {
  heartbeatMs,
  ...config.queue,
  eventsTtlMs: 600_000,
  graceMs: BLIND ? 0 : Number(GRACE_MS),
  lookMs: 100,
  retryMs: 20,
  longestRetryMs: 200,
  probeMs: 500,
  awayProbeMs: 100,
};
const consumer = createDeliverySender({
  redis,
  blocking,
  log,
  outbounds,
  options,
  concurrency: 8,
  claimIdleMs,
  blockMs: 200,
  onDelayed: ms => maintenance.expect(ms),
}).start();
const consumers = [{fifo: deliveries, consumer}];
const maintenance = new Maintenance({
  redis,
  log,
  options,
  consumers,
  slots: 0,
  claimIdleMs,
  everyMs: 100,
}).start();
