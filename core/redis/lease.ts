import type {Redis} from './connection.ts';
import {call, defineScript, lua} from './script.ts';

export const leaseScript = defineScript<{key: string; ms: number}>()({
  name: 'lease',
  lua: lua(import.meta.url, 'lease.lua'),
  keys: {lease: ({key}) => key},
  args: {ms: ({ms}) => Math.round(ms)},
  answers: {taken: {}, held: {}},
});

/** One of several processes does something for a while: true for the one that may. It ends by itself after `ms`. */
export async function takeLease(redis: Redis, key: string, ms: number): Promise<boolean> {
  return (await call(redis, leaseScript, {key, ms})).status === 'taken';
}
