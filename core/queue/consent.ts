/** What a visitor has agreed to, in the record of the session: kept with it, and gone with it. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';

/** False where the session is not there any more. */
export async function giveConsent(redis: Redis, session: string, version: string): Promise<boolean> {
  const record = keys.session('widget', session);
  const isProtected = await redis.run(client => client.hGet(record, 'protected'));
  if (isProtected !== '1') return false;
  await redis.run(client => client.hSet(record, {consent: version, consent_at: String(Date.now())}));
  return true;
}

/** The version that was agreed to, and the language in which the session was opened. */
export async function readConsent(
  redis: Pick<Redis, 'run'>,
  session: string,
): Promise<{version: string | null; locale: string | null}> {
  const fields = ['consent', 'locale'];
  const [version = null, locale = null] = await redis.run(client =>
    client.hmGet(keys.session('widget', session), fields),
  );
  return {version, locale};
}
