import {keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import {integer} from '../../redis/replies.ts';
import {call, defineScript, lua} from '../../redis/script.ts';

const atOnce = 500;

export const endQuietScript = defineScript<Record<never, never>>()({
  name: 'end-quiet',
  lua: lua(import.meta.url, 'end-quiet.lua'),
  uses: [clock],
  keys: {on_phone: () => keys.onPhone, with_person: () => keys.withPerson},
  args: {most: () => atOnce},
  answers: {ended: {count: integer}},
});

/** Whoever lists the desk's conversations does this first: what somebody had on a phone is the agent's again by itself. */
export async function endQuiet(redis: Redis): Promise<void> {
  await call(redis, endQuietScript, {});
}
