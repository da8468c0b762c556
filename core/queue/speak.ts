/** A person's words in a conversation, and giving it back to the agent. */
import type {CommandParser} from 'redis';
import {newId} from '../ids.ts';
import {type Channel, keys} from '../keys.ts';
import {readLua, words} from '../lua.ts';
import type {Redis} from '../redis.ts';
import {type Entry, entryKeys, messageKeys, pushEntry, type Retention} from './entry.ts';
import {speechOf} from './speech.ts';

export type Conversation = {channel: Channel; session: string};

/** What a message of its own inherits from the last one of the conversation. */
const inherited = ['clinic', 'target'] as const;

/**
 * Ends whatever is open there with the text, under the name of who says it; where nothing is, the text is a message of its own. From then on no agent
 * answers there. The id of the message that carries the text; `null` when nobody knows the conversation.
 */
export async function speak(
  redis: Redis,
  retention: Retention,
  conversation: Conversation,
  {text, name}: {text: string; name?: string | undefined},
): Promise<string | null> {
  const {channel, session} = conversation;
  for (;;) {
    const [open, newest] = await redis.run(client =>
      Promise.all([
        client.lRange(keys.turns(channel, session), 0, -1),
        client.xRevRange(keys.transcript(channel, session), '+', '-', {COUNT: 1}),
      ]),
    );
    if (!newest?.[0]) return null;
    const last = String(newest[0].message['message']);
    const [message = newId(), ...others] = open;
    const [answer, id = ''] = await redis.run(async client => {
      const values = await client.hmGet(keys.message(last), [...inherited]);
      const fields = inherited.flatMap((name, i) => (values[i] == null ? [] : [name, values[i]]));
      const speech = speechOf({by: 'person', name});
      return client.speak({message, channel, session, entry: ''}, others, text, speech, fields, retention);
    });
    if (answer === 'said') return id;
    // What was first has ended in between, and left the list with that.
  }
}

/** `unmarked`: no person had it, and nothing was changed. */
export async function resume(
  redis: Redis,
  retention: Retention,
  {channel, session}: Conversation,
): Promise<'resumed' | 'unmarked'> {
  const [answer] = await redis.run(async client => {
    const message = (await client.lIndex(keys.turns(channel, session), 0)) ?? '';
    return client.resume({message, channel, session, entry: ''}, retention);
  });
  return answer === 'resumed' ? 'resumed' : 'unmarked';
}

export const speakScript = {
  SCRIPT: readLua(import.meta.url, 'settle.lua', 'speak.lua'),
  parseCommand(
    parser: CommandParser,
    entry: Entry,
    others: readonly string[],
    text: string,
    speech: string,
    fields: readonly string[],
    retention: Retention,
  ) {
    parser.push(String(entryKeys + 1 + 2 * others.length)); // as many keys as there are messages
    const {channel, session} = entry;
    pushEntry(parser, entry, retention, [keys.messages(channel, session), ...messageKeys(others)]);
    parser.push(text, String(others.length), speech, ...others, ...fields);
  },
  transformReply: words,
};

export const resumeScript = {
  SCRIPT: readLua(import.meta.url, 'settle.lua', 'resume.lua'),
  NUMBER_OF_KEYS: entryKeys,
  parseCommand(parser: CommandParser, entry: Entry, retention: Retention) {
    pushEntry(parser, entry, retention);
  },
  transformReply: words,
};
