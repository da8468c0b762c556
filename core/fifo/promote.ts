/** Delayed jobs whose time has come go back into the stream. */
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {defineScript, evaluate, lua} from '../redis/script.ts';
import {parseEntryKey} from './entry.ts';
import {type Fifo, type JobInput, putting} from './fifo.ts';

/** At one time; what is left is due again at the next. */
const most = 100;

export const promoteScript = defineScript<JobInput>()({
  name: 'promote',
  lua: lua(import.meta.url, 'promote.lua'),
  uses: [clock, putting],
  keys: {delayed: ({fifo}) => fifo.delayed},
  args: {job: ({entry}) => entry.message},
  /** `gone`: somebody else did it, or the job is over. */
  answers: {queued: {}, early: {}, gone: {}},
});

/** How many were promoted. Several workers may ask at once: each job goes back once. */
export async function promote(redis: Redis, fifo: Fifo, keepMs: number): Promise<number> {
  const due = await redis.run(async client => {
    const [[seconds], first] = await Promise.all([
      client.time(),
      client.zRangeWithScores(fifo.delayed, 0, most - 1),
    ]);
    return first.filter(({score}) => score <= (Number(seconds) + 1) * 1000);
  });
  const entries = due.flatMap(({value}) => parseEntryKey(value) ?? []);
  const answers = await redis.run(client =>
    Promise.all(entries.map(entry => evaluate(client, promoteScript, {fifo, entry, keepMs}))),
  );
  return answers.filter(({status}) => status === 'queued').length;
}
