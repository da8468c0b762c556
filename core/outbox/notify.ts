/** Words of our own that answer no message, through the same outbox: in order with the chat's replies. */
import {type JobInput, putting} from '../fifo/fifo.ts';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, keyList, list, lua} from '../redis/script.ts';
import {aheadOf} from './chat.ts';
import {deliveries, inputOf, type Keeping} from './delivery.ts';

export type Notice = {
  channel: Channel;
  session: string;
  target: string;
  clinic: string;
  text: string;
  /** Its name: it is said at most once in a chat within `everyMs`. */
  key: string;
  everyMs: number;
  /** It does not wait behind the chat's other deliveries. */
  isAhead?: boolean;
  /** The same for all notices of a kind: not said while this key is there. */
  lately?: {key: string; everyMs: number};
};

export const notifyScript = defineScript<JobInput & {notice: Notice}>()({
  name: 'notify',
  lua: lua(import.meta.url, 'notify.lua'),
  uses: [putting],
  owner: ({notice, entry}) => ({clinic: notice.clinic, owner: entry.message}),
  keys: {
    message: ({entry}) => keys.message(entry.message),
    jobs: ({entry}) => deliveries.jobs(entry),
    once: keyList(({notice}) => onceOf(notice).map(({key}) => key)),
  },
  args: {
    id: ({entry}) => entry.message,
    words: ({notice}, seal) => seal('reply', notice.text),
    target: ({notice}, seal) => seal('target', notice.target),
    clinic: ({notice}) => notice.clinic,
    every: list(({notice}) => onceOf(notice).map(({everyMs}) => everyMs)),
  },
  answers: {noted: {}, repeated: {}},
});

function onceOf({channel, session, key, everyMs, lately}: Notice) {
  const itself = {key: keys.notice(channel, session, key), everyMs};
  return lately ? [itself, lately] : [itself];
}

/** `repeated`: it was said lately. Safe to repeat. */
export async function notify(redis: Redis, keeping: Keeping, notice: Notice): Promise<'noted' | 'repeated'> {
  const {channel, isAhead} = notice;
  const session = isAhead ? aheadOf(notice.session) : notice.session;
  const entry = {message: newId(), channel, session, entryId: ''};
  return (await call(redis, notifyScript, {...inputOf(entry, keeping), notice})).status;
}
