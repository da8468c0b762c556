/** Somebody changed what they had written: until it is answered, the new words replace the old ones. */
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {call, defineScript, lua} from '../../redis/script.ts';
import {openIfWhole} from '../../seal.ts';
import {type Alarm, alarming} from '../alarms/alarm.ts';
import {ending} from '../ending.ts';
import {inputOf, type MessageInput, type Retention} from '../messages.ts';
import {settle} from '../settle.ts';
import {beginningAnew} from './begin-anew.ts';

type Amendment = {text: string; alarm: Alarm | undefined; merges: boolean};
type Input = MessageInput & Amendment & {clinic: string; before: string; first: string};

export const amendScript = defineScript<Input>()({
  name: 'amend',
  lua: lua(import.meta.url, 'amend.lua'),
  uses: [ending, alarming, beginningAnew],
  owner: ({clinic, entry}) => ({clinic, owner: entry.message}),
  keys: {first: ({first}) => keys.message(first)},
  args: {
    text: ({text}, seal) => seal('text', text),
    /** The old words as they are stored. */
    before: ({before}) => before,
    first: ({first}) => first,
    merges: ({merges}) => merges,
  },
  answers: {amended: {}, ended: {}, unknown: {}, moved: {}},
});

export type Amended = 'amended' | 'unchanged' | 'ended' | 'unknown';

/** `alarm`: what the guard says of the new words. `merges`: the session's turn may answer those behind it too. `ended`: there is nothing left to change. Throws `unavailable`. */
export function amend(
  redis: Pick<Redis, 'run' | 'sealer'>,
  retention: Retention,
  {message, channel, session}: {message: string; channel: Channel; session: string},
  amendment: Amendment,
): Promise<Amended> {
  const entry = {message, channel, session, entryId: ''};
  return settle(async () => {
    const [first, [before, clinic]] = await redis.run(client =>
      Promise.all([
        client.lIndex(keys.turns(channel, session), 0),
        client.hmGet(keys.message(message), ['text', 'clinic']),
      ]),
    );
    if (before == null || clinic == null) return 'unknown';
    if (openIfWhole(redis.sealer, 'text', {clinic, owner: message}, before) === amendment.text)
      return 'unchanged';
    const input = {...inputOf(entry, retention), clinic, before, first: first ?? '', ...amendment};
    // `moved`: the session's turn went on in between, or the words were changed once more.
    return (await call(redis, amendScript, input)).status;
  });
}
