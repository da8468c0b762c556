/** A signed POST to a clinic's own server, as `docs/agents.md` tells it. Waits for its status, and reads nothing. */
import {request} from 'undici';
import {sign, signatureHeader} from './sign.ts';

export type Receiver = {url: string; secret: string | undefined};

const tryMs = 10_000;

/** The status it was answered with; throws where it was not answered in time. */
export async function postSigned({url, secret}: Receiver, told: object): Promise<number> {
  const body = JSON.stringify(told);
  const headers = {
    'content-type': 'application/json',
    ...(secret && {[signatureHeader]: sign(body, secret)}),
  };
  const answer = await request(url, {method: 'POST', headers, body, signal: AbortSignal.timeout(tryMs)});
  await answer.body.dump();
  return answer.statusCode;
}
