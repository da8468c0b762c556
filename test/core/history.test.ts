import {keys} from '../../core/keys.ts';
import {CountKeeper, Counts} from '../../core/metrics/counts.ts';
import {readHistory} from '../../core/metrics/history/read-history.ts';
import {Sampler} from '../../core/metrics/history/sampler.ts';
import {add, testQueue} from '../helpers/queue.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('how long replies took is known minute by minute, by channel and clinic, and what waited', async t => {
  const {redis, log} = await testQueue(t);
  const counts = new Counts();
  const keeper = new CountKeeper({redis, counts, log});
  const replied = (repliedMs: number, clinic: string, channel = 'widget') =>
    counts.note('turn.finished', {repliedMs, clinic}, {channel});
  replied(60_000, 'demo'); // before anybody looked
  await keeper.bring();
  const samplers = [1, 2].map(() => new Sampler({redis, log, everyMs: 200}).start());
  t.teardown(() => Promise.all(samplers.map(sampler => sampler.stop())));
  const samples = () => redis.run(client => client.xLen(keys.history));
  await until(async () => (await samples()) > 0);
  for (let i = 0; i < 90; i++) replied(900, 'demo');
  for (let i = 0; i < 10; i++) replied(7000, 'demo-es', 'whatsapp');
  await add(redis, 'm1');
  await keeper.bring();
  const told = await until(async () => {
    const history = await readHistory(redis, {minutes: 60});
    return history.channels.length > 0 && history.waiting.some(waiting => waiting > 0) && history;
  });
  t.deepEqual(
    [told.channels, told.clinics],
    [
      ['whatsapp', 'widget'],
      ['demo', 'demo-es'],
    ],
  );
  const last = <T>(column: readonly T[]) => column.filter(value => value !== null).at(-1);
  const {p50, p99} = told.reply_seconds;
  t.true(Number(last(p50)) > 0.5 && Number(last(p50)) <= 1);
  t.true(Number(last(p99)) > 5 && Number(last(p99)) <= 8);
  const of = await readHistory(redis, {minutes: 60, clinic: 'demo-es', channel: 'whatsapp'});
  t.true(Number(last(of.reply_seconds.p50)) > 5);
  const none = await readHistory(redis, {minutes: 60, channel: 'sms'});
  t.is(last(none.reply_seconds.p50), undefined);
  t.is(
    new Set(
      [told.at, told.waiting, told.oldest_seconds, told.replies_per_minute, p50].map(({length}) => length),
    ).size,
    1,
  );
});
