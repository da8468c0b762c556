/**
 * How Redis is: what it says of itself in INFO, which also a store that is looked after by others lets us read, and
 * whether it takes what is written. Two commands, whatever is in it.
 */
import {ErrorReply} from '@redis/client';
import {keys} from '../keys.ts';
import type {Redis} from './connection.ts';
import {faultCode} from './fault.ts';

export type Condition = {
  usedBytes: number;
  /** 0: as much as the machine has. */
  maxBytes: number;
  clients: number;
  mostClients: number;
  role: string;
  version: string;
  /** Why a write is refused; absent: it is taken. */
  refuses?: string;
};

/** Throws `unavailable` where Redis is away. */
export async function readCondition(redis: Redis): Promise<Condition> {
  const [info, refuses] = await Promise.all([
    redis.run(client => client.info()).catch(unreadable),
    refusal(redis),
  ]);
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const count = (name: string) => Number(field(name)) || 0;
  return {
    usedBytes: count('used_memory'),
    maxBytes: count('maxmemory'),
    clients: count('connected_clients'),
    mostClients: count('maxclients'),
    role: field('role'),
    version: field('redis_version'),
    ...(refuses && {refuses}),
  };
}

/** Writes as a send would: refused are both when Redis is full, a replica, or may not be written to by us. */
export async function refusal(redis: Redis): Promise<string | undefined> {
  try {
    await redis.run(client => client.set(keys.probe, '1', {expiration: {type: 'EX', value: 60}}), 1000);
    return undefined;
  } catch (error) {
    const refused = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (refused instanceof ErrorReply) return faultCode(refused);
    throw error;
  }
}

/** May our user not ask for this? Health goes on without. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && /^(NOPERM|ERR)/.test(error.message);
}

function unreadable(error: unknown): string {
  if (isForbidden(error)) return '';
  throw error;
}
