/** What found the queue full goes into it, the lanes in turn. */
import {parseEntryKey} from '../../fifo/entry.ts';
import {putting} from '../../fifo/fifo.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {defineScript, evaluate, lua} from '../../redis/script.ts';
import {readCapacity} from '../figures/workers.ts';
import {inputOf, type MessageInput, messages, type Retention} from '../messages.ts';
import {fullness} from './lanes.ts';

/** At one time; what is left is admitted with the next. */
const most = 256;
const leastSlots = 51; // which makes 64

export const admitScript = defineScript<MessageInput>()({
  name: 'admit',
  lua: lua(import.meta.url, 'admit.lua'),
  uses: [putting],
  keys: {lanes: () => keys.lanes},
  args: {id: ({entry}) => entry.message},
  /** `gone`: somebody else did it, or it has ended. */
  answers: {queued: {}, gone: {}},
});

/** How many were admitted. Several workers may ask at the same time: each message goes in once. */
export async function admit(redis: Redis, retention: Retention): Promise<number> {
  const [{slots}, length, next] = await Promise.all([
    readCapacity(redis),
    redis.run(client => client.xLen(messages.stream)),
    redis.run(client => client.zRange(keys.lanes, 0, most - 1)),
  ]);
  const room = Math.max(0, Math.ceil(fullness * Math.max(slots, leastSlots)) - length);
  const entries = next.slice(0, room).flatMap(entryKey => parseEntryKey(entryKey) ?? []);
  const answers = await redis.run(client =>
    Promise.all(entries.map(entry => evaluate(client, admitScript, inputOf(entry, retention)))),
  );
  return answers.filter(({status}) => status === 'queued').length;
}
