/**
 * What session tokens are signed and verified with. Every process and every restart has the same: those of the
 * configuration, or one that whoever comes first makes and keeps in Redis.
 */
import {createSecretKey, hkdfSync, type KeyObject, randomBytes} from 'node:crypto';
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';

/** The first signs, all verify; at least one. Throws `unavailable` while it is needed from Redis and not there. */
export type Secrets = () => Promise<readonly KeyObject[]>;

/** Read when they are first asked for. `given`: those of the configuration, of any length. */
export function sessionSecrets({
  redis,
  given = [],
}: {
  redis: Redis;
  given?: readonly string[] | undefined;
}): Secrets {
  let known: Promise<readonly KeyObject[]> | undefined;
  const read = async () => {
    const secrets = given.length > 0 ? given : [await keptSecret(redis)];
    return secrets.map(keyOf);
  };
  return () => {
    known ??= read().catch(error => {
      known = undefined; // the next one asks again
      throw error;
    });
    return known;
  };
}

/** Of all that offer one at the same time, the first one's is everybody's. */
async function keptSecret(redis: Redis): Promise<string> {
  const offered = randomBytes(32).toString('base64url');
  const before = await redis.run(client =>
    client.set(keys.sessionSecret, offered, {condition: 'NX', GET: true}),
  );
  return before ?? offered;
}

/** 256 bits for this purpose alone, whatever else the secret is used for. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'plaintalk session token', 32)));
}
