/**
 * Whose a conversation is, for people who ask for it: by a message, or by where its replies go. That is sealed, so every
 * message there is has to be opened; nobody can look it up in Redis.
 */
import {chatOf} from '../chats/chat.ts';
import {channels, keys} from '../keys.ts';
import type {Conversation} from '../queue/handoff/take-over.ts';
import type {Redis} from '../redis/connection.ts';
import {openIfWhole} from '../seal.ts';

const atOnce = 500;
const looked = ['channel', 'session', 'clinic', 'target', 'chat_session', 'chat_target'] as const;

/** `null` where nobody knows the message. */
export async function conversationOfMessage(redis: Redis, message: string): Promise<Conversation | null> {
  const [channel, session] = await redis.run(client =>
    client.hmGet(keys.message(message), ['channel', 'session']),
  );
  return conversationFrom(channel, session);
}

/** Those of which a reply, or what we said ourselves, goes to somebody like that; on whichever channel, each once. */
export async function findByTarget(
  redis: Redis,
  isTheirs: (target: string) => boolean,
): Promise<Conversation[]> {
  const found = new Map<string, Conversation>();
  const note = (conversation: Conversation | null) => {
    if (conversation) found.set(`${conversation.channel} ${conversation.session}`, conversation);
  };
  for (let cursor = '0'; ; ) {
    const from = cursor;
    const page = await redis.run(client =>
      client.scan(from, {MATCH: keys.message('*'), COUNT: atOnce, TYPE: 'hash'}),
    );
    const names = page.keys.filter(key => key.split(':').length === 2);
    const hashes = await redis.run(client => Promise.all(names.map(key => client.hmGet(key, [...looked]))));
    for (const [i, [channel, session, clinic, target, chat, chatTarget]] of hashes.entries()) {
      const context = {clinic: clinic ?? '', owner: names[i]?.slice(keys.message('').length) ?? ''};
      const opens = (field: string, value: string | null | undefined) => {
        const opened = openIfWhole(redis.sealer, field, context, value);
        return opened !== undefined && isTheirs(opened);
      };
      if (opens('target', target)) note(conversationFrom(channel, session));
      if (!opens('chat_target', chatTarget)) continue;
      // What is written in a chat that is answered in the secure widget is kept there.
      note(conversationFrom(channel, session));
      note(conversationFrom('whatsapp', chat));
    }
    ({cursor} = page);
    if (cursor === '0') return [...found.values()];
  }
}

function conversationFrom(
  name: string | null | undefined,
  session: string | null | undefined,
): Conversation | null {
  const channel = channels.find(one => one === name);
  return channel && session ? {channel, session: chatOf(session)} : null;
}
