/** What a visitor has agreed to, in the record of the session: kept with it, and gone with it. */
import {keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';

/**
 * `generation`: of the token that was shown; whoever had the session before agrees to nothing. `version`: of the clinic's
 * text, never the visitor's own word; absent where the clinic asks for nothing, and then nothing is kept.
 */
type Agreement = {session: string; generation: string; version: string | undefined};

export const giveConsentScript = defineScript<Agreement>()({
  name: 'give-consent',
  lua: lua(import.meta.url, 'give-consent.lua'),
  uses: [clock],
  keys: {session: ({session}) => keys.session('widget', session)},
  args: {generation: ({generation}) => generation, version: ({version}) => version},
  answers: {given: {}, gone: {}},
});

/** False where the session is not there any more, or of another generation. */
export async function giveConsent(redis: Redis, agreement: Agreement): Promise<boolean> {
  return (await call(redis, giveConsentScript, agreement)).status === 'given';
}

/** The version that was agreed to, the language in which the session was opened, and its generation. */
export async function readConsent(
  redis: Pick<Redis, 'run'>,
  session: string,
): Promise<{version: string | null; locale: string | null; generation: string | null}> {
  const fields = ['consent', 'locale', 'generation'];
  const [version = null, locale = null, generation = null] = await redis.run(client =>
    client.hmGet(keys.session('widget', session), fields),
  );
  return {version, locale, generation};
}
