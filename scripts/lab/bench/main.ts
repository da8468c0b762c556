/**
 * `npm run bench`: what PlainTalk costs, each figure beside something known, in the same run. `npm run bench --
 * polls` runs one part. The machine may be noisy: read the ratios, not the rates.
 */
import {cpus} from 'node:os';
import {benchAborts} from './aborts.ts';
import {benchFairness} from './fairness.ts';
import {type Row, table} from './figures.ts';
import {startRedis} from './parts.ts';
import {benchPolls} from './poll-rows.ts';
import {benchRedisTime} from './redis-time.ts';
import {benchRoundTrip} from './round-trip.ts';
import {benchSend} from './send.ts';
import {benchSizing} from './sizing.ts';
import {benchStreams} from './streams.ts';
import {benchWatching} from './watching.ts';
import {benchWebhooks} from './webhooks.ts';
import {benchWidget} from './widget.ts';
import {benchPeers} from './widget-peers.ts';

const parts: Record<string, () => Promise<Row[]>> = {
  send: benchSend,
  'round-trip': benchRoundTrip,
  polls: benchPolls,
  streams: benchStreams,
  aborts: benchAborts,
  fairness: benchFairness,
  webhooks: benchWebhooks,
  widget: benchWidget,
  peers: benchPeers,
  redis: benchRedisTime,
  sizing: benchSizing,
  watching: benchWatching,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const rows: Row[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name} ...`);
  rows.push(...(await part()));
}
console.log(
  `\nNode ${process.version}, ${cpus().length} cores shared by load, server and Redis ${await redisVersion()} (AOF everysec), loopback\n`,
);
console.log(table(rows));
process.exit();

async function redisVersion(): Promise<string> {
  const {client, stop} = await startRedis();
  const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '?';
  await stop();
  return version;
}
