/** A person's words in a conversation, and giving it back to the agent. */
import {fifo} from '../../fifo/fifo.ts';
import {newId} from '../../ids.ts';
import {type Channel, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {text as decodeText} from '../../redis/replies.ts';
import {call, defineScript, keyList, list, lua} from '../../redis/script.ts';
import {ending} from '../ending.ts';
import {inputOf, type MessageInput, messageKeys, type Retention} from '../messages.ts';
import {handoff} from './handoff.ts';

export type Conversation = {channel: Channel; session: string};

type TakeOver = MessageInput & {others: readonly string[]; text: string; fields: readonly string[]};

export const takeOverScript = defineScript<TakeOver>()({
  name: 'take-over',
  lua: lua(import.meta.url, 'take-over.lua'),
  uses: [ending, handoff],
  keys: {
    messages: ({entry}) => keys.messages(entry.channel, entry.session),
    others: keyList(({others}) => messageKeys(others)),
  },
  args: {
    text: ({text}) => text,
    counted: () => '', // when a person answers is no measure of ours
    others: list(({others}) => others),
    fields: list(({fields}) => fields),
  },
  answers: {said: {id: decodeText}, ended: {}},
});

/** Where nothing waits, the agent has nothing to answer. */
export const giveBackScript = defineScript<MessageInput>()({
  name: 'give-back',
  lua: lua(import.meta.url, 'give-back.lua'),
  uses: [fifo, handoff],
  answers: {given_back: {}, unmarked: {}},
});

/** What a message of its own inherits from the last one of the conversation. */
const inherited = ['clinic', 'target', 'locale'] as const;

/**
 * Ends whatever is open there with the text; where nothing is, the text is a message of its own. From then on no agent
 * answers there. The id of the message that carries the text; `null` when nobody knows the conversation.
 */
export async function takeOver(
  redis: Redis,
  retention: Retention,
  {channel, session}: Conversation,
  text: string,
): Promise<string | null> {
  for (;;) {
    const [open, newest] = await redis.run(client =>
      Promise.all([
        client.lRange(keys.turns(channel, session), 0, -1),
        client.xRevRange(keys.transcript(channel, session), '+', '-', {COUNT: 1}),
      ]),
    );
    if (!newest?.[0]) return null;
    const last = String(newest[0].message['message']);
    const values = await redis.run(client => client.hmGet(keys.message(last), [...inherited]));
    const fields = inherited.flatMap((name, i) => (values[i] == null ? [] : [name, values[i]]));
    const [message = newId(), ...others] = open;
    const entry = {message, channel, session, entryId: ''};
    const answer = await call(redis, takeOverScript, {...inputOf(entry, retention), others, text, fields});
    if (answer.status === 'said') return answer.id;
    // What was first has ended in between, and left the list with that.
  }
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
