/** Conversations leave the desk's lists when nothing is kept of them any more. */
import {type Channel, channels, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {integer} from '../../redis/replies.ts';
import {call, defineScript, keyList, list, lua} from '../../redis/script.ts';

const atOnce = 500;

export const forgetExpiredScript = defineScript<{from: string; members: readonly string[]}>()({
  name: 'forget-expired',
  lua: lua(import.meta.url, 'forget-expired.lua'),
  keys: {list: ({from}) => from, theirs: keyList(({members}) => members.flatMap(namesOf))},
  args: {members: list(({members}) => members)},
  answers: {forgotten: {count: integer}},
});

/** Channel and session of a member of the lists; `null` for what is none. */
export function parseConversation(member: string): {channel: Channel; session: string} | null {
  const [name, session] = member.split(' ');
  const channel = channels.find(one => one === name);
  return channel && session ? {channel, session} : null;
}

/** Looks at all of them, a part at a time. How many had gone. */
export async function forgetExpired(redis: Redis): Promise<number> {
  let gone = 0;
  for (const from of [keys.recent, keys.needing, keys.withPerson, keys.unattended, keys.onPhone]) {
    for (let cursor = '0'; ; ) {
      const at = cursor;
      const page = await redis.run(client => client.zScan(from, at, {COUNT: atOnce}));
      const members = page.members.map(({value}) => value).filter(parseConversation);
      if (members.length > 0) gone += (await call(redis, forgetExpiredScript, {from, members})).count;
      ({cursor} = page);
      if (cursor === '0') break;
    }
  }
  return gone;
}

/** They are there as long as anything of it is. */
function namesOf(member: string): string[] {
  const found = parseConversation(member);
  return found
    ? [keys.session(found.channel, found.session), keys.messages(found.channel, found.session)]
    : [];
}
