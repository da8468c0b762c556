import {Loop} from '../../core/loop.ts';
import {gate} from '../helpers/gate.ts';
import {testLog} from '../helpers/log.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('a loop turns again after every failure, and says so each time', async t => {
  const log = testLog();
  let turns = 0;
  const step = async () => {
    if (++turns <= 3) throw new Error('not yet');
    await new Promise(resolve => setImmediate(resolve));
  };
  const loop = new Loop({name: 'test', log, step}).start();
  await until(() => turns > 5);
  await loop.stop();
  t.is(log.lines.filter(line => line.msg === 'loop.interrupted').length, 3);
});

test('a loop that fails pauses, so that it does not spin', async t => {
  const log = testLog();
  const at: number[] = [];
  const step = async () => {
    at.push(performance.now());
    throw new Error('always');
  };
  const loop = new Loop({name: 'test', log, step}).start();
  await until(() => at.length === 5);
  await loop.stop();
  t.true((at[4] ?? 0) - (at[0] ?? 0) > 300, 'at least half of 50, 100, 200 and 400 ms');
});

test('stop ends a pause at once, and no step follows', async t => {
  let turns = 0;
  const step = async () => void turns++;
  const loop = new Loop({name: 'test', log: testLog(), everyMs: 600_000, step}).start();
  await loop.stop();
  t.is(turns, 0);
  t.true(loop.stopping);
});

test('stop waits for the step under way', async t => {
  const held = gate();
  let over = false;
  const step = async () => {
    await held.opened;
    over = true;
  };
  const loop = new Loop({name: 'test', log: testLog(), step}).start();
  const stopped = loop.stop();
  t.false(
    await Promise.race([stopped.then(() => true), new Promise(resolve => setImmediate(resolve, false))]),
  );
  held.open();
  await stopped;
  t.true(over);
});

test('idleMs grows while a step is stuck, and begins anew when it turns', async t => {
  const held = gate();
  let turns = 0;
  const step = async () => {
    turns++;
    if (turns === 1) await held.opened;
    else await new Promise(resolve => setTimeout(resolve, 1));
  };
  const loop = new Loop({name: 'test', log: testLog(), step}).start();
  await until(() => loop.idleMs > 100);
  t.is(turns, 1);
  held.open();
  await until(() => loop.idleMs < 50 && turns > 2);
  await loop.stop();
});

test('steps are as far apart as they are asked to be, give or take a quarter', async t => {
  const at: number[] = [];
  const step = async () => void at.push(performance.now());
  const loop = new Loop({name: 'test', log: testLog(), everyMs: 40, step}).start();
  await until(() => at.length === 6);
  await loop.stop();
  const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
  t.true(
    gaps.every(gap => gap >= 28),
    gaps.join(' '),
  );
});

test('a loop that is started twice runs once', async t => {
  let running = 0;
  let most = 0;
  let turns = 0;
  const step = async () => {
    most = Math.max(most, ++running);
    await new Promise(resolve => setTimeout(resolve, 1));
    running--;
    turns++;
  };
  const loop = new Loop({name: 'test', log: testLog(), step}).start().start();
  await until(() => turns > 5);
  await loop.stop();
  t.is(most, 1);
});
