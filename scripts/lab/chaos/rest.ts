/** How things stand after all has come to rest: what the visitors would see, and what is left in Redis. */
import {setTimeout as sleep} from 'node:timers/promises';
import {workers as group, keys} from '../../../core/keys.ts';
import {answerOf, type HistoryWriter} from './history.ts';
import type {System} from './system.ts';
import {ask} from './visitor.ts';

/** Until nothing is open any more, at most `ms`; what is left then, the checker sees. */
export async function comeToRest(system: System, ms: number): Promise<void> {
  const client = await system.connect();
  for (const end = performance.now() + ms; performance.now() < end; await sleep(50)) {
    if ((await client.zCard(keys.open)) + (await client.xLen(keys.stream)) === 0) break;
  }
  client.destroy();
}

export async function writeFinals(
  system: System,
  history: HistoryWriter,
  messages: Iterable<string>,
): Promise<void> {
  const rest = [...messages];
  const lane = async () => {
    for (let message = rest.pop(); message !== undefined; message = rest.pop()) {
      const answer = await look(`${system.urls[0]}/apps/voice-api/widget-poll/${message}`);
      history.write({
        kind: 'final',
        message,
        ...(answer?.status === 200 && {answer: answerOf(answer.body as never)}),
      });
    }
  };
  await Promise.all(Array.from({length: 16}, lane));
}

/** Nothing is struck any more: whoever is not answered asks again. */
async function look(url: string) {
  for (let tries = 0; ; tries++) {
    const answer = await ask(url);
    if (answer?.status === 200 || answer?.status === 404 || tries === 10) return answer;
    await sleep(200);
  }
}

export async function writeRest(system: System, history: HistoryWriter): Promise<void> {
  const client = await system.connect();
  const lasting: string[] = [];
  let turnsKeys = 0;
  for await (const found of client.scanIterator({COUNT: 500})) {
    const ttls = await Promise.all(found.map(key => client.pTTL(key)));
    lasting.push(...found.filter((_, i) => ttls[i] === -1));
    turnsKeys += found.filter(key => key.endsWith(':turns')).length;
  }
  // How long ago the connections that read asked last. (XINFO CONSUMERS of Redis 7.0 knows only of what it handed out.)
  const clients = String(await client.sendCommand(['CLIENT', 'LIST'])).split('\n');
  const readers = clients.filter(line => line.includes('name=plaintalk-worker-read '));
  const idle = readers
    .map(line => Number(/ idle=(\d+)/.exec(line)?.[1] ?? Infinity) * 1000)
    .sort((a, b) => a - b);
  const loops = system.workers.map(({name}, i) => ({
    process: name,
    turnedAgoMs: idle[i] ?? Number.MAX_SAFE_INTEGER,
  }));
  for (const [i, {name}] of system.webs.entries()) {
    const alive = (await ask(`${system.urls[i]}/healthz`))?.status === 200;
    loops.push({process: name, turnedAgoMs: alive ? 0 : Number.MAX_SAFE_INTEGER});
  }
  history.write({
    kind: 'rest',
    stream: await client.xLen(keys.stream),
    pending: (await client.xPending(keys.stream, group)).pending,
    open: await client.zCard(keys.open),
    delayed: await client.zCard(keys.delayed),
    dead: await client.xLen(keys.dead),
    turnsKeys,
    keysWithoutTtl: [...new Set(lasting)], // a scan may show a key twice
    loops,
  });
  client.destroy();
}
