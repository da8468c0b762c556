import type {Fault} from '../../scripts/lab/fakes/evolution-replies.ts';
import {answer, chat, deliveryOptions, ended, isEmpty, testOutbox} from '../helpers/outbox.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const certain: {fault: Fault; calls: number}[] = [
  {fault: 'offline', calls: 2},
  {fault: 'unloaded', calls: 2},
];
for (const {fault, calls} of certain) {
  test(`what certainly was not sent (${fault}) is sent again`, async t => {
    const {redis, evolution, log} = await testOutbox(t);
    evolution.faults.push(fault);
    await answer(redis, 'm1', 1, 'hello');
    await ended(redis, 'm1');
    t.is(evolution.calls, calls);
    t.is(evolution.sent.length, 1);
    t.false(log.lines.some(line => line.msg === 'delivery.resent'));
  });
}

for (const fault of ['not_on_whatsapp', 'schema'] as const) {
  test(`what never can be sent (${fault}) does not hold up the next`, async t => {
    const {redis, evolution} = await testOutbox(t);
    evolution.faults.push(fault);
    await answer(redis, 'm1', 1, 'hello');
    await answer(redis, 'm2', 1, 'again');
    await ended(redis, 'm1', 'failed');
    await ended(redis, 'm2');
    t.is(evolution.calls, 2);
    t.deepEqual(
      evolution.sent.map(({text}) => text),
      ['again'],
    );
  });
}

test('what was sent though its answer got lost is found, and not sent again', async t => {
  const {redis, evolution, log} = await testOutbox(t);
  evolution.faults.push('answer_lost');
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1');
  t.is(evolution.sent.length, 1);
  t.false(log.lines.some(line => line.msg === 'delivery.resent'));
});

for (const fault of ['failed_before_sending', 'cut_before_sending'] as const) {
  test(`what perhaps was sent (${fault}) is looked for during the grace, then sent again`, async t => {
    const {redis, evolution, log} = await testOutbox(t);
    evolution.faults.push(fault);
    const begin = performance.now();
    await answer(redis, 'm1', 1, 'hello');
    await ended(redis, 'm1');
    t.true(performance.now() - begin >= deliveryOptions.graceMs);
    t.is(evolution.sent.length, 1);
    t.is(log.lines.filter(line => line.msg === 'delivery.resent').length, 1);
  });
}

test('the same text of an earlier reply is not taken for the one that is looked for', async t => {
  const {redis, evolution} = await testOutbox(t);
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1');
  evolution.faults.push('cut_before_sending');
  await answer(redis, 'm2', 1, 'hello');
  await ended(redis, 'm2');
  t.is(evolution.sent.length, 2);
});

test('a version that takes our id shows a piece once, though it was sent twice', async t => {
  const {redis, evolution} = await testOutbox(t, {version: '2.4.0'});
  // It keeps no record, and tells nobody: nothing can be found.
  evolution.faults.push('failed_after_sending');
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1');
  t.is(evolution.calls, 2);
  t.is(evolution.sent.length, 1);
});

test('a letter of which nobody ever knows is given up after three tries', async t => {
  const {redis, evolution} = await testOutbox(t, {delivery: {graceMs: 50}});
  evolution.nextFault = () => 'failed_before_sending';
  await answer(redis, 'm1', 1, 'hello');
  await ended(redis, 'm1', 'failed');
  t.is(evolution.calls, 3);
});

test('whatever befalls the calls, nothing is lost, doubled or out of order', async t => {
  t.timeout(60_000);
  const {redis, evolution} = await testOutbox(t);
  const kinds = [
    'offline',
    'unloaded',
    'failed_before_sending',
    'cut_before_sending',
    'answer_lost',
  ] as const;
  let calls = 0;
  // Each text at most once: after three whose fate is not known a piece is given up, as it must be.
  const struck = new Set<string>();
  evolution.nextFault = text => {
    if (calls++ % 4 !== 0 || struck.has(text)) return undefined;
    struck.add(text);
    return kinds[(calls >> 2) % kinds.length];
  };
  const letters = Array.from({length: 120}, (_, n) => ({id: `m${n}`, number: n % 12, text: `text ${n}`}));
  for (const {id, number, text} of letters) await answer(redis, id, number, text);
  await until(() => isEmpty(redis), 45_000);
  for (let number = 0; number < 12; number++) {
    const expected = letters.filter(letter => letter.number === number).map(({text}) => text);
    t.deepEqual(evolution.textsTo(chat(number).target ?? ''), expected);
  }
  t.true(evolution.calls > letters.length);
});
