/** Words of our own that answer no message, through the same outbox: in order with the chat's replies. */
import {besideOf, type Side} from '../chats/chat.ts';
import {fifo, type JobInput} from '../fifo/fifo.ts';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, keyList, list, lua, number} from '../redis/script.ts';
import {inputOf, type Keeping} from './delivery.ts';

export type Notice = {
  channel: Channel;
  session: string;
  target: string;
  clinic: string;
  text: string;
  /** Its name: it is said at most once in a chat within `everyMs`. */
  key: string;
  everyMs: number;
  /** It neither waits for the chat's other deliveries nor holds them up. */
  side?: Side;
  /** It leaves also where the chat wants to hear no more, or a person answers there. */
  insists?: boolean;
  /** It waits so long, in milliseconds; and does not leave at all where words below a picture came meanwhile. */
  unlessCaptionedWithinMs?: number;
  /** The same for all notices of a kind: not said while this key is there. */
  lately?: {key: string; everyMs: number};
};

export const notifyScript = defineScript<JobInput & {notice: Notice}>()({
  name: 'notify',
  lua: lua(import.meta.url, 'notify.lua'),
  uses: [clock, fifo],
  owner: ({notice, entry}) => ({clinic: notice.clinic, owner: entry.message}),
  keys: {
    message: ({entry}) => keys.message(entry.message),
    session: ({notice}) => keys.session(notice.channel, notice.session),
    messages: ({notice}) => keys.messages(notice.channel, notice.session),
    once: keyList(({notice}) => onceOf(notice).map(({key}) => key)),
  },
  args: {
    id: ({entry}) => entry.message,
    words: ({notice}, seal) => seal('reply', notice.text),
    target: ({notice}, seal) => seal('target', notice.target),
    clinic: ({notice}) => notice.clinic,
    after: number(({notice}) => notice.unlessCaptionedWithinMs ?? 0),
    every: list(({notice}) => onceOf(notice).map(({everyMs}) => everyMs)),
    fields: list(({notice}) => fieldsOf(notice)),
  },
  answers: {noted: {}, repeated: {}},
});

function onceOf({channel, session, key, everyMs, lately}: Notice) {
  const itself = {key: keys.notice(channel, session, key), everyMs};
  return lately ? [itself, lately] : [itself];
}

function fieldsOf({insists, unlessCaptionedWithinMs}: Notice): string[] {
  return [
    ...(insists ? ['insists', '1'] : []),
    ...(unlessCaptionedWithinMs === undefined ? [] : ['unless_captioned', '1']),
  ];
}

/** `repeated`: it was said lately, or the chat was erased a moment ago. Safe to repeat. */
export async function notify(redis: Redis, keeping: Keeping, notice: Notice): Promise<'noted' | 'repeated'> {
  const {channel, side} = notice;
  const session = side ? besideOf(notice.session, side) : notice.session;
  const entry = {message: newId(), channel, session, entryId: ''};
  return (await call(redis, notifyScript, {...inputOf(entry, keeping), notice})).status;
}
