/** A person has a conversation before having said anything in it. */
import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import {integer} from '../../redis/replies.ts';
import {call, defineScript, lua} from '../../redis/script.ts';
import {openIfSealed} from '../../seal.ts';
import {desk} from '../desk/desk.ts';
import {inputOf, type MessageInput, type Retention} from '../messages.ts';
import {settle} from '../settle.ts';
import {beginningAnew} from '../words/begin-anew.ts';
import {handoff} from './handoff.ts';
import {type Conversation, readInherited} from './take-over.ts';

/** `name`: of the person. `insteadOf`: whom it is taken from. */
type By = {name?: string | undefined; insteadOf?: string | undefined};

type Input = MessageInput & {clinic: string; name: string | undefined; holder: string};

export const takeScript = defineScript<Input>()({
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
    name: ({name}, seal) => name && seal('taken_by', name),
    holder: ({holder}) => holder,
    reason: (_, seal) => seal('handoff_reason', 'taken over'),
  },
  answers: {took: {since: integer}, gone: {}, moved: {}},
});

export type Taken =
  /** `since`: when a person first had it, unix milliseconds. `holder`: '' where no name was told. */
  {status: 'took'; since: number; holder: string} | {status: 'taken'; holder: string} | {status: 'gone'};

/** `taken`: somebody else has it, and nothing was changed. Safe to repeat. Throws `unavailable`. */
export function take(
  redis: Pick<Redis, 'run' | 'sealer'>,
  retention: Retention,
  {channel, session}: Conversation,
  by: By,
): Promise<Taken> {
  return settle<Taken>(async () => {
    const [first, newest, [home, sealed, erased]] = await redis.run(client =>
      Promise.all([
        client.lIndex(keys.turns(channel, session), 0),
        client.zRange(keys.messages(channel, session), -1, -1),
        client.hmGet(keys.session(channel, session), ['clinic', 'taken_by', 'erased']),
      ]),
    );
    if (newest[0] === undefined || erased != null) return {status: 'gone'};
    const context = {clinic: home ?? '', owner: session};
    const holder = openIfSealed(redis.sealer, 'taken_by', context, sealed) ?? '';
    const mayTake = holder === '' || holder === by.name || holder === by.insteadOf;
    if (!mayTake) return {status: 'taken', holder};
    const {clinic, keep} = await readInherited(redis, newest[0]);
    const kept = keep === undefined ? retention : {...retention, resultTtlMs: Number(keep)};
    const entry = {message: first ?? '', channel, session, entryId: ''};
    const input = {
      ...inputOf(entry, kept),
      clinic: home ?? clinic ?? '',
      name: by.name,
      holder: sealed ?? '',
    };
    const answer = await call(redis, takeScript, input);
    if (answer.status === 'took') return {...answer, holder: by.name || holder};
    // `moved`: the turn went on in between, or somebody else took it.
    return answer.status === 'gone' ? answer : 'moved';
  });
}
