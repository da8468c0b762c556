/**
 * A replica that is frozen, and then the primary dies (T24): with `REDIS_WAIT_REPLICAS=1` every 202 is on the
 * replica that takes over; meanwhile sends are refused in time.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {createClient} from '@redis/client';
import {Part} from '../../part.js';
import {freePort} from '../bench/parts.ts';
import {print, spread} from './print.ts';
import {System} from './system.ts';
import {TcpProxy} from './tcp-proxy.ts';
import {ask} from './visitor.ts';

const frozenMs = 8000;
const refuseMs = 1000;

export async function freezeReplica({replicas = 1}: {replicas?: number} = {}): Promise<boolean> {
  const proxy = await TcpProxy.open('redis://127.0.0.1:1');
  const system = await System.start({
    webs: 1,
    workers: 0,
    env: {REDIS_WAIT_REPLICAS: String(replicas), QUEUE_MAX_LENGTH: '1000000'},
    redisUrl: `redis://127.0.0.1:${proxy.port}`,
    onRedis: port => proxy.retarget(port),
  });
  const replica = await startReplica(system.redisPort, system.dir);
  const accepted: string[] = [];
  const refusals: number[] = [];
  const over = new AbortController();
  const sending = Array.from({length: 8}, () => sendUntil(over.signal, system, accepted, refusals));
  await sleep(3000);
  const before = accepted.length;
  replica.part.signal('SIGSTOP');
  await sleep(frozenMs);
  const meanwhile = accepted.length - before;
  await system.killRedis();
  proxy.cut();
  replica.part.signal('SIGCONT');
  await replica.client.sendCommand(['REPLICAOF', 'NO', 'ONE']);
  const second = await startReplica(replica.port, system.dir);
  proxy.retarget(replica.port);
  proxy.restore();
  await sleep(3000);
  over.abort();
  await Promise.all(sending);
  let lost = 0;
  for (const id of accepted) if (!(await replica.client.exists(`message:${id}`))) lost++;
  print('| REDIS_WAIT_REPLICAS | accepted before / while frozen / after | refused, in | of the 202s lost |');
  print('|---|---|---|---|');
  const after = accepted.length - before - meanwhile;
  print(
    `| ${replicas} | ${before} / ${meanwhile} / ${after} | ${refusals.length}, ${spread(refusals)} | ${lost} |`,
  );
  replica.client.destroy();
  second.client.destroy();
  for (const {part} of [replica, second]) part.kill();
  await system.end();
  proxy.close();
  return lost === 0 && before > 0 && after > 0 && refusals.length > 0 && Math.max(...refusals) <= refuseMs;
}

/** It keeps what it was sent in the folder of the run, under a name of its own. */
async function startReplica(primary: number, dir: string) {
  const port = await freePort();
  const flags = `--port ${port} --bind 127.0.0.1 --dir ${dir} --dbfilename replica-${port}.rdb --replicaof 127.0.0.1 ${primary} --repl-diskless-sync-delay 0`;
  const part = new Part('replica', [
    process.env['REDIS_SERVER'] ?? 'redis-server',
    ...flags.split(' '),
    '--save',
    '',
  ]);
  const client = createClient({url: `redis://127.0.0.1:${port}`, socket: {reconnectStrategy: () => 20}});
  client.on('error', () => undefined); // until it is up
  await client.connect();
  while (!(await client.info('replication')).includes('master_link_status:up')) await sleep(50);
  return {port, part, client};
}

async function sendUntil(
  over: AbortSignal,
  system: System,
  accepted: string[],
  refusals: number[],
): Promise<void> {
  while (!over.aborted) {
    const sentAt = performance.now();
    const answer = await ask(`${system.urls[0]}/apps/voice-api/widget/send`, {body: {text: 'x'}});
    if (answer?.status === 202) accepted.push(String(answer.body['message_id']));
    else refusals.push(performance.now() - sentAt);
    await sleep(answer?.status === 202 ? 2 : 50);
  }
}
