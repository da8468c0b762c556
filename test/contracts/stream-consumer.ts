/** What every use of the stream consumer promises, whatever its jobs are: `streamConsumerContract(jobs)`. */

import {type Entry, parseEntry} from '../../core/fifo/entry.ts';
import type {Fifo} from '../../core/fifo/fifo.ts';
import {returnEntry} from '../../core/fifo/return-entry.ts';
import {StreamConsumer, type StreamConsumerDeps, UnreadableJob} from '../../core/fifo/stream-consumer.ts';
import {keys} from '../../core/keys.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {StreamEntry} from '../../core/redis/replies.ts';
import {ScriptError} from '../../core/redis/replies.ts';
import {gate} from '../helpers/gate.ts';
import {testQueue} from '../helpers/queue.ts';
import type {TestRedis} from '../helpers/redis.ts';
import {tcpProxy} from '../helpers/tcp-proxy.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

export type Jobs = {
  fifo: Fifo;
  /** Puts a job into its group, which is named by a number. */
  add(redis: Redis, id: string, group: number): Promise<void>;
  /** Claims a job and ends it well. */
  finish(redis: Redis, entry: Entry, consumer: string): Promise<void>;
  /** The key of the hash that claiming a job reads. */
  hash(id: string): string;
};

type Given = TestRedis & {
  start(work: StreamConsumerDeps['work'], deps?: Partial<StreamConsumerDeps>): StreamConsumer;
};

export function streamConsumerContract({fifo, add, finish, hash}: Jobs): void {
  const {stream, group} = fifo;

  async function setup(t: ExecutionContext): Promise<Given> {
    const given = await testQueue(t);
    const {redis, log, connect} = given;
    const start: Given['start'] = (work, deps = {}) => {
      const consumer = new StreamConsumer({
        fifo,
        redis,
        blocking: connect('read'),
        log,
        concurrency: 16,
        claimIdleMs: 12_000,
        blockMs: 500,
        keepMs: 600_000,
        work,
        ...deps,
      }).start();
      t.teardown(() => consumer.stop(0));
      return consumer;
    };
    return {...given, start};
  }

  const isEmpty = async (redis: Redis) => (await redis.run(client => client.xLen(stream))) === 0;
  const pending = async (redis: Redis) => (await redis.run(client => client.xPending(stream, group))).pending;
  const dead = async (redis: Redis): Promise<Record<string, string>[]> => {
    const found: StreamEntry[] | null = await redis.run(client => client.xRange(keys.dead, '-', '+'));
    return (found ?? []).map(({message}) => message);
  };

  test('does jobs of different groups at once, as many as it may, and those of a group one after the other', async t => {
    const {redis, start} = await setup(t);
    const {opened, open} = gate();
    const begun: string[] = [];
    const consumer = start(
      async (entry, name) => {
        begun.push(entry.message);
        await opened;
        await finish(redis, entry, name);
      },
      {concurrency: 3},
    );
    for (const [id, number] of Object.entries({a1: 1, a2: 1, b1: 2, c1: 3, d1: 4}))
      await add(redis, id, number);
    await until(() => begun.length === 3);
    t.is(consumer.running, 3);
    t.false(begun.includes('a2'));
    open();
    await until(() => begun.length === 5);
    t.true(begun.indexOf('a2') > begun.indexOf('a1'));
    await until(() => isEmpty(redis));
  });

  test('sets aside, once, what nobody can read, and does the others', async t => {
    const {redis, start, log} = await setup(t);
    const begun: string[] = [];
    start(async (entry, name) => {
      begun.push(entry.message);
      await finish(redis, entry, name);
    });
    await redis.run(client => client.xAdd(stream, '*', {what: 'is this'}));
    await redis.run(client => client.xAdd(stream, '*', {message: 'm', channel: 'pigeon', session: 's'}));
    await add(redis, 'good', 1);
    await until(() => begun.includes('good'));
    await until(async () => (await isEmpty(redis)) && (await pending(redis)) === 0);
    const causes = (await dead(redis)).map(({cause, stream: from}) => `${cause} ${from}`);
    t.deepEqual(causes, Array(2).fill(`unreadable_entry ${stream}`));
    t.is(log.lines.filter(({msg}) => msg === 'entry.set-aside').length, 2);
  });

  test('sets aside a job that no attempt can ever do', async t => {
    const {redis, start} = await setup(t);
    const errors = [new UnreadableJob('foreign_status'), new ScriptError('claim', 'undeclared_answer')];
    start(async (entry, name) => {
      if (entry.message !== 'strange') throw errors.shift();
      await redis.run(client => client.del(hash(entry.message)));
      await redis.run(client => client.set(hash(entry.message), 'something else'));
      await finish(redis, entry, name);
    });
    for (const [i, id] of ['later', 'odd', 'strange'].entries()) await add(redis, id, i);
    await until(async () => (await dead(redis)).length === 3);
    const causes = (await dead(redis)).map(({cause}) => cause).sort();
    t.deepEqual(causes, ['claim.undeclared_answer', 'foreign_status', 'unreadable_job']);
    t.is(await pending(redis), 0);
  });

  test('leaves a job whose attempt failed to be claimed again, and takes it over when nobody touches it', async t => {
    const {redis, start, log} = await setup(t);
    let failures = 1;
    const consumer = start(
      async (entry, name) => {
        if (failures-- > 0) throw new Error('not this time');
        await finish(redis, entry, name);
      },
      {claimIdleMs: 20},
    );
    await add(redis, 'a', 1);
    await log.seen('job.interrupted');
    t.is(await pending(redis), 1);
    await until(async () => {
      await consumer.sweep();
      return isEmpty(redis);
    });
    t.is((await dead(redis)).length, 0);
  });

  test('takes up on a new connection what was handed to it on the old one, and reports what has vanished', async t => {
    const {redis, start, log, connect, url} = await setup(t);
    const {proxy, url: through} = await tcpProxy(t, url);
    const begun: string[] = [];
    const consumer = start(
      async (entry, name) => {
        begun.push(entry.message);
        await finish(redis, entry, name);
      },
      {blocking: connect('read', through), claimIdleMs: 600_000},
    );
    const joined = async () =>
      (await redis.run(client => client.xInfoConsumers(stream, group))).some(
        ({name}) => String(name) === consumer.name,
      );
    await until(joined);
    proxy.silence();
    for (const [i, id] of ['kept', 'gone'].entries()) await add(redis, id, i);
    const wanted = {key: stream, id: '>'};
    await until(async () => {
      await redis.run(client => client.xReadGroup(group, consumer.name, wanted, {COUNT: 2}));
      return (await pending(redis)) === 2;
    });
    const entries: StreamEntry[] | null = await redis.run(client => client.xRange(stream, '-', '+'));
    const gone = entries?.find(({message}) => message['message'] === 'gone');
    await redis.run(client => client.xDel(stream, gone?.id ?? ''));
    proxy.cut();
    proxy.restore();
    await until(() => begun.includes('kept'));
    await log.seen('entries.vanished', {count: 1});
    t.false(begun.includes('gone'));
    await until(async () => (await pending(redis)) === 0);
  });

  test('stops at once while it waits for jobs, and leaves no consumer behind', async t => {
    const {redis, start, log} = await setup(t);
    const ready = gate();
    const consumer = start(async () => undefined, {blockMs: 60_000, onJoin: ready.open});
    await ready.opened;
    const begin = performance.now();
    await consumer.stop(1000);
    t.true(performance.now() - begin < 5000, 'not when its blocking read is over');
    t.deepEqual(await redis.run(client => client.xInfoConsumers(stream, group)), []);
    t.false(log.lines.some(({msg}) => msg === 'job.interrupted'));
  });

  test('an entry of which nothing was begun is given back, by whoever holds it', async t => {
    const {redis} = await setup(t);
    await redis
      .run(client => client.xGroupCreate(stream, group, '0', {MKSTREAM: true}))
      .catch(() => undefined);
    await add(redis, 'a', 1);
    await add(redis, 'a2', 1);
    const read = async (consumer: string) => {
      const wanted = {key: stream, id: '>'};
      const reply: {messages: StreamEntry[]}[] | null = await redis.run(client =>
        client.xReadGroup(group, consumer, wanted, {COUNT: 5}),
      );
      return (reply?.[0]?.messages ?? []).flatMap(({id, message}) => parseEntry(id, message) ?? []);
    };
    const [entry] = await read('c1');
    if (!entry) return t.fail();
    const job = {fifo, entry, keepMs: 600_000};
    t.is(await returnEntry(redis, job, 'c2'), 'lost');
    t.is(await returnEntry(redis, job, 'c1'), 'returned');
    t.is(await returnEntry(redis, job, 'c1'), 'lost');
    const [again, ...others] = await read('c2');
    t.is(again?.message, 'a');
    t.deepEqual(others, []);
    if (again) await finish(redis, again, 'c2');
    t.deepEqual(
      (await read('c2')).map(({message}) => message),
      ['a2'],
    );
  });
}
