/** A person's words in a conversation, and giving it back to the agent. */
import {fifo} from '../../fifo/fifo.ts';
import {newId} from '../../ids.ts';
import {type Channel, keys} from '../../keys.ts';
import {plainLine, plainWords} from '../../plain-words.ts';
import type {Redis} from '../../redis/connection.ts';
import {text as decodeText} from '../../redis/replies.ts';
import {call, defineScript, keyList, list, lua} from '../../redis/script.ts';
import {desk} from '../desk/desk.ts';
import {ending} from '../ending.ts';
import {slots} from '../lanes/slots.ts';
import {inputOf, type MessageInput, messageKeys, type Retention} from '../messages.ts';
import {settle} from '../settle.ts';
import {handoff} from './handoff.ts';

export type Conversation = {channel: Channel; session: string};

type TakeOver = MessageInput & {
  clinic: string;
  others: readonly string[];
  text: string;
  /** Of the person, as the visitor may read it. */
  name: string | undefined;
  /** When the conversation began, which nobody has erased since. */
  began: string;
  /** Of a message of its own, opened. */
  fields: Readonly<Record<string, string>>;
};

export const takeOverScript = defineScript<TakeOver>()({
  name: 'take-over',
  lua: lua(import.meta.url, 'take-over.lua'),
  uses: [ending, handoff],
  owner: ({clinic, entry}) => ({clinic, owner: entry.message}),
  keys: {
    messages: ({entry}) => keys.messages(entry.channel, entry.session),
    others: keyList(({others}) => messageKeys(others)),
  },
  args: {
    began: ({began}) => began,
    text: ({text}, seal) => seal('reply', text),
    name: ({name, entry}, seal) => name && seal('taken_by', name, entry.session),
    said_by: ({name}, seal) => name && seal('said_by', name),
    said_by_each: list(({name, others}, seal) => (name ? others.map(id => seal('said_by', name, id)) : [])),
    reason: ({entry}, seal) => seal('handoff_reason', 'taken over', entry.session),
    counted: () => '', // when a person answers is no measure of ours
    others: list(({others}) => others),
    other_texts: list(({others, text}, seal) => others.map(id => seal('reply', text, id))),
    fields: list(({fields}, seal) =>
      Object.entries(fields).flatMap(([name, value]) => [
        name,
        name === 'target' ? seal(name, value) : value,
      ]),
    ),
  },
  answers: {said: {id: decodeText}, ended: {}, gone: {}},
});

/** Where nothing waits, the agent has nothing to answer. */
export const giveBackScript = defineScript<MessageInput>()({
  name: 'give-back',
  lua: lua(import.meta.url, 'give-back.lua'),
  uses: [fifo, slots, handoff, desk],
  constants: {message_prefix: keys.message('')},
  answers: {given_back: {}, unmarked: {}},
});

/** What a message of its own inherits from the last one of the conversation. */
const inherited = ['clinic', 'target', 'locale', 'keep'] as const;

/**
 * Ends whatever is open there with the text, under the name of who says it; where nothing is, the text is a message of
 * its own. From then on no agent answers there. It is kept as long as its conversation. The id of the message that
 * carries the text; `null` when nobody knows the conversation, or not any more. Throws `unavailable`.
 */
export function takeOver(
  redis: Redis,
  retention: Retention,
  {channel, session}: Conversation,
  {text, name}: {text: string; name?: string | undefined},
): Promise<string | null> {
  return settle(async () => {
    const [began, open, newest] = await redis.run(client =>
      Promise.all([
        client.hGet(keys.session(channel, session), 'created_at'),
        client.lRange(keys.turns(channel, session), 0, -1),
        client.xRevRange(keys.transcript(channel, session), '+', '-', {COUNT: 1}),
      ]),
    );
    if (!newest?.[0]) return null;
    const last = String(newest[0].message['message']);
    const fields = await readInherited(redis, last);
    const [message = newId(), ...others] = open;
    const entry = {message, channel, session, entryId: ''};
    const {clinic = '', keep} = fields;
    const kept = keep === undefined ? retention : {...retention, resultTtlMs: Number(keep)};
    const words = {
      clinic,
      others,
      text: plainWords(text),
      name: name && plainLine(name, 128),
      fields,
      began: began ?? '',
    };
    const input = {...inputOf(entry, kept), ...words};
    const answer = await call(redis, takeOverScript, input);
    if (answer.status === 'said') return answer.id;
    // `ended`: what was first has ended in between, and left the list with that.
    return answer.status === 'gone' ? null : 'moved';
  });
}

export async function readInherited(
  redis: Pick<Redis, 'run' | 'sealer'>,
  id: string,
): Promise<Record<string, string>> {
  const values = await redis.run(client => client.hmGet(keys.message(id), [...inherited]));
  const fields: Record<string, string> = {};
  for (const [i, name] of inherited.entries()) {
    const value = values[i];
    if (value != null) fields[name] = value;
  }
  const {clinic = '', target} = fields;
  if (target !== undefined) fields['target'] = redis.sealer.open('target', {clinic, owner: id}, target);
  return fields;
}

/** `unmarked`: no person had it, and nothing was changed. */
export async function giveBack(
  redis: Redis,
  retention: Retention,
  conversation: Conversation,
): Promise<'given_back' | 'unmarked'> {
  const entry = {message: '', ...conversation, entryId: ''};
  return (await call(redis, giveBackScript, inputOf(entry, retention))).status;
}
