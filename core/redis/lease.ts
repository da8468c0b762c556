import type {Redis} from './connection.ts';

/** One of several processes does something for a while: true for the one that may. It ends by itself after `ms`. */
export async function takeLease(redis: Redis, key: string, ms: number): Promise<boolean> {
  const expiration = {type: 'PX', value: Math.round(ms)} as const;
  return (await redis.run(client => client.set(key, '1', {condition: 'NX', expiration}))) === 'OK';
}
