/** What somebody of the clinic said in a chat without us, on its own phone or by another program. */
import {type Chat, chatRecord} from '../../chats/chat-record.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {text} from '../../redis/replies.ts';
import {call, defineScript, keyList, list, lua, number} from '../../redis/script.ts';
import {ending} from '../ending.ts';
import {messageKeys} from '../messages.ts';
import {ownerOf, type Saying, type SayingInput, sayingInput, writingDown} from '../words/note.ts';

type Input = SayingInput & {chat: Chat; quietMs: number; open: readonly string[]};

export const saidElsewhereScript = defineScript<Input>()({
  name: 'said-elsewhere',
  lua: lua(import.meta.url, 'said-elsewhere.lua'),
  uses: [ending, writingDown, chatRecord],
  owner: ownerOf,
  keys: {open_messages: keyList(({open}) => messageKeys(open))},
  args: {
    counted: () => '', // when a person answers is no measure of ours
    quiet: number(({quietMs}) => quietMs),
    text: ({saying}, seal) => seal('reply', saying.text),
    nothing: (_, seal) => seal('text', ''),
    open: list(({open}) => open),
    open_texts: list(({open, saying}, seal) => open.map(id => seal('reply', saying.text, id))),
  },
  answers: {said: {id: text}, repeated: {}},
});

/**
 * `saying.text` may be empty: a picture. For `quietMs` from when it was said no agent answers in the chat, and what is
 * open there has ended with it; 0: the words are only remembered. Safe to repeat.
 */
export async function saidElsewhere(
  redis: Redis,
  resultTtlMs: number,
  saying: Saying,
  {chat, quietMs}: {chat: Chat; quietMs: number},
): Promise<'said' | 'repeated'> {
  const {channel, session} = saying;
  const open = await redis.run(client => client.lRange(keys.turns(channel, session), 0, -1));
  return (
    await call(redis, saidElsewhereScript, {...sayingInput(redis, resultTtlMs, saying), chat, quietMs, open})
  ).status;
}
