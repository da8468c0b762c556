/** A person has a conversation before having said anything in it. */
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import {integer, text} from '../../redis/replies.ts';
import {call, defineScript, lua} from '../../redis/script.ts';
import {desk} from '../desk/desk.ts';
import {inputOf, type MessageInput, type Retention} from '../messages.ts';
import {beginningAnew} from '../words/begin-anew.ts';
import {handoff} from './handoff.ts';
import {type Conversation, readInherited} from './take-over.ts';

/** `name`: of the person. `insteadOf`: whom it is taken from. */
type By = {name?: string | undefined; insteadOf?: string | undefined};

export const takeScript = defineScript<MessageInput & {by: By; clinic: string}>()({
  name: 'take',
  lua: lua(import.meta.url, 'take.lua'),
  uses: [clock, beginningAnew, handoff, desk],
  owner: ({clinic, entry}) => ({clinic, owner: entry.session}),
  keys: {
    message: ({entry}) => keys.message(entry.message),
    events: ({entry}) => keys.events(entry.message),
    wake: () => keys.wake,
  },
  args: {
    id: ({entry}) => entry.message,
    name: ({by}) => by.name,
    instead_of: ({by}) => by.insteadOf,
    reason: (_, seal) => seal('handoff_reason', 'taken over'),
  },
  answers: {took: {since: integer, holder: text}, taken: {holder: text}, gone: {}, moved: {}},
});

export type Taken =
  /** `since`: when a person first had it, unix milliseconds. `holder`: '' where no name was told. */
  {status: 'took'; since: number; holder: string} | {status: 'taken'; holder: string} | {status: 'gone'};

/** `taken`: somebody else has it, and nothing was changed. Safe to repeat. */
export async function take(
  redis: Redis,
  retention: Retention,
  {channel, session}: Conversation,
  by: By,
): Promise<Taken> {
  for (;;) {
    const [first, newest] = await redis.run(client =>
      Promise.all([
        client.lIndex(keys.turns(channel, session), 0),
        client.zRange(keys.messages(channel, session), -1, -1),
      ]),
    );
    if (newest[0] === undefined) return {status: 'gone'};
    const {clinic = '', keep} = await readInherited(redis, newest[0]);
    const kept = keep === undefined ? retention : {...retention, resultTtlMs: Number(keep)};
    const entry = {message: first ?? '', channel, session, entryId: ''};
    const answer = await call(redis, takeScript, {...inputOf(entry, kept), by, clinic});
    if (answer.status !== 'moved') return answer;
    // The turn went on in between.
  }
}
