/** What stands in a sorted set by when it is due: taken by one process at a time, and due again until somebody removes it. */
import {clock} from './clock.ts';
import type {Redis} from './connection.ts';
import {text} from './replies.ts';
import {call, defineScript, lua, number} from './script.ts';

export const nextDueScript = defineScript<{due: string; againMs: number; afterMs: number}>()({
  name: 'next-due',
  lua: lua(import.meta.url, 'next-due.lua'),
  uses: [clock],
  keys: {due: ({due}) => due},
  args: {again: number(({againMs}) => againMs), after: number(({afterMs}) => afterMs)},
  answers: {due: {member: text}, none: {}},
});

/**
 * The member of the set `due` whose time has come `afterMs` ago, or `null`. It is due again after `againMs`, whatever
 * becomes of this process.
 */
export async function nextDue(
  redis: Redis,
  due: string,
  againMs: number,
  afterMs = 0,
): Promise<string | null> {
  const answer = await call(redis, nextDueScript, {due, againMs, afterMs});
  return answer.status === 'due' ? answer.member : null;
}

/** It is due so much later than it was, or sooner. Is it there still? */
export async function renewDue(redis: Redis, due: string, member: string, laterMs: number): Promise<boolean> {
  const later = {value: member, score: laterMs};
  return (await redis.run(client => client.zAddIncr(due, later, {condition: 'XX'}))) !== null;
}
