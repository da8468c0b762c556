/** A signed POST to a clinic's own server, as `docs/agents.md` tells it. Waits for its status, and reads nothing. */
import {request} from 'undici';
import type {Log} from './log.ts';
import {sign, signatureHeader} from './sign.ts';

export type Receiver = {url: string; secret: string | undefined};

const tryMs = 10_000;

/** Was it told? The log says as `{word}.told`, `.refused` with the status, or `.failed`; never throws. */
export async function tellSigned(log: Log, word: string, receiver: Receiver, told: object): Promise<boolean> {
  try {
    const status = await postSigned(receiver, told);
    const isTold = status >= 200 && status < 300;
    log[isTold ? 'info' : 'warn']({status}, `${word}.${isTold ? 'told' : 'refused'}`);
    return isTold;
  } catch (error) {
    log.warn({error}, `${word}.failed`);
    return false;
  }
}

/** The status it was answered with; throws where it was not answered in time. */
async function postSigned({url, secret}: Receiver, told: object): Promise<number> {
  const body = JSON.stringify(told);
  const headers = {
    'content-type': 'application/json',
    ...(secret && {[signatureHeader]: sign(body, secret)}),
  };
  const answer = await request(url, {method: 'POST', headers, body, signal: AbortSignal.timeout(tryMs)});
  await answer.body.dump();
  return answer.statusCode;
}
