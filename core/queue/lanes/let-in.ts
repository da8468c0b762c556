/** Who waits aside goes into the queue, as slots fall free of those that its clinic may hold. */
import {fifo} from '../../fifo/fifo.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {texts} from '../../redis/replies.ts';
import {call, defineScript, evaluate, lua} from '../../redis/script.ts';
import {inputOf, type MessageInput, type Retention} from '../messages.ts';
import {parseAside, room} from './slots.ts';

/** At one time; what is left is let in with the next. */
const most = 64;
/** Clinics of which somebody waits. */
const mostLookedAt = 1000;

export const nextAsideScript = defineScript<undefined>()({
  name: 'next-aside',
  lua: lua(import.meta.url, 'next-aside.lua'),
  uses: [room],
  constants: {most, most_looked_at: mostLookedAt},
  answers: {next: {members: texts}},
});

export const letInScript = defineScript<MessageInput & {member: string}>()({
  name: 'let-in',
  lua: lua(import.meta.url, 'let-in.lua'),
  uses: [fifo],
  keys: {aside: () => keys.aside},
  args: {id: ({entry}) => entry.message, member: ({member}) => member},
  /** `gone`: somebody else did it, or it has ended. */
  answers: {queued: {}, gone: {}},
});

/** How many were let in. Several workers may ask at the same time: each message goes in once. */
export async function letIn(redis: Redis, retention: Retention): Promise<number> {
  const {members} = await call(redis, nextAsideScript, undefined);
  const inputs = members.flatMap(member => {
    const aside = parseAside(member);
    return aside ? {...inputOf(aside.entry, retention), member} : [];
  });
  const answers = await redis.run(client =>
    Promise.all(inputs.map(input => evaluate(client, letInScript, input))),
  );
  return answers.filter(({status}) => status === 'queued').length;
}
