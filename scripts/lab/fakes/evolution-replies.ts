/** Evolution's answers, in the shapes that the facts show. */
import type {IncomingMessage, ServerResponse} from 'node:http';

/** What befalls one call of `sendText`; `Error: …` and the like come as the facts show them. */
export type Fault =
  /** Answers so, and sends nothing. */
  | 'offline' // 500 "Connection Closed"
  | 'not_on_whatsapp'
  | 'schema'
  | 'unloaded'
  | 'unauthorized'
  /** Meta's refusals behind the BUSINESS channel: a 201 without `key`. */
  | `meta_${number}`
  /** Sends it, and then: */
  | 'failed_after_sending' // 400 ["Error: …"]
  | 'nested_error_after_sending' // 400 ["[object Object]"]
  | 'answer_lost' // the connection is cut
  | 'silent' // no answer for a long time
  /** Sends it after a long time, and answers then, if somebody is still there. */
  | `hangs_${number}` // seconds
  /** Sends nothing, and answers with what may as well have been sent. */
  | 'failed_before_sending'
  | 'cut_before_sending';

/**
 * Why an instance is not connected, as measured with 2.3.7: Evolution was restarted, is in its loop of reconnecting without
 * ever having been paired, or is paired and its socket is closed.
 */
export type Away = 'restarted' | 'unpaired' | 'closed';

export const licence = {
  error: 'service not activated',
  code: 'LICENSE_REQUIRED',
  register_url: 'https://evolution.example/manager/login',
  message: 'Activate the licence',
};

const metaMessages: Record<string, string> = {
  190: 'Error validating access token: Session has expired',
  131047: '(#131047) Re-engagement message',
  131026: '(#131026) Message undeliverable',
  130429: '(#130429) Rate limit hit',
};

/** Answers where nothing is sent, or `false`. */
export function refuseAtOnce(
  response: ServerResponse,
  fault: Fault | undefined,
  number: string,
  jid: string,
): boolean {
  if (fault?.startsWith('meta_')) refuseAsMeta(response, Number(fault.slice('meta_'.length)));
  else if (fault === 'offline') refuse(response, 500, 'Internal Server Error', 'Connection Closed');
  else if (fault === 'unauthorized') refuse(response, 401, 'Unauthorized', 'Unauthorized');
  else if (fault === 'unloaded') {
    refuse(response, 500, 'Internal Server Error', undefinedReading('textMessage'));
  } else if (fault === 'not_on_whatsapp') {
    refuse(response, 400, 'Bad Request', [{jid, exists: false, number}]);
  } else if (fault === 'schema')
    refuse(response, 400, 'Bad Request', [['instance requires property "text"']]);
  else if (fault === 'failed_before_sending') {
    refuse(response, 400, 'Bad Request', ['Error: the row could not be read']);
  } else if (fault === 'cut_before_sending') response.destroy();
  else return false;
  return true;
}

/** At the lookup of the number, which `…@lid` and the numbers of its cache are spared; else where it sends. */
export function refuseAway(response: ServerResponse, away: Away, number: string): void {
  const isLookedUp = !number.endsWith('@lid') && !/^(?:55|52|54)\d/.test(number);
  if (isLookedUp) {
    const message = away === 'restarted' ? undefinedReading('onWhatsApp') : 'Connection Closed';
    refuse(response, 500, 'Internal Server Error', message);
    return;
  }
  const thrown = {
    restarted: `TypeError: ${undefinedReading('sendMessage')}`,
    unpaired: `TypeError: ${undefinedReading('id')}`,
    closed: 'Error: Connection Closed',
  }[away];
  refuse(response, 400, 'Bad Request', [thrown]);
}

function undefinedReading(property: string): string {
  return `Cannot read properties of undefined (reading '${property}')`;
}

function refuseAsMeta(response: ServerResponse, code: number): void {
  const message = metaMessages[code] ?? `(#${code}) Refused`;
  reply(response, 201, {message, type: 'OAuthException', code, fbtrace_id: 'A0fbtrace'});
}

/** Bare digits are read as a phone number; Brazil loses its ninth digit. */
export function jidOf(number: string): string {
  if (number.includes('@') && !number.endsWith('@s.whatsapp.net')) return number;
  const digits = number.split('@')[0]?.replace(/\D/g, '') ?? '';
  return `${digits.replace(/^(55\d\d)9(\d{8})$/, '$1$2')}@s.whatsapp.net`;
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return; // nobody waits any more
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
}

export function refuse(response: ServerResponse, status: number, error: string, message: unknown): void {
  reply(response, status, {status, error, response: {message}});
}

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
