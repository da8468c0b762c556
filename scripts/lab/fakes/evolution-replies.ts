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
  /** Sends it, and then: */
  | 'failed_after_sending' // 400 ["Error: …"]
  | 'nested_error_after_sending' // 400 ["[object Object]"]
  | 'answer_lost' // the connection is cut
  | 'silent' // no answer for a long time
  /** Sends nothing, and answers with what may as well have been sent. */
  | 'failed_before_sending'
  | 'cut_before_sending';

export const licence = {
  error: 'service not activated',
  code: 'LICENSE_REQUIRED',
  register_url: 'https://evolution.example/manager/login',
  message: 'Activate the licence',
};

/** Answers where nothing is sent, or `false`. */
export function refuseAtOnce(
  response: ServerResponse,
  fault: Fault | undefined,
  number: string,
  jid: string,
): boolean {
  if (fault === 'offline') refuse(response, 500, 'Internal Server Error', 'Connection Closed');
  else if (fault === 'unauthorized') refuse(response, 401, 'Unauthorized', 'Unauthorized');
  else if (fault === 'unloaded') {
    refuse(
      response,
      500,
      'Internal Server Error',
      "Cannot read properties of undefined (reading 'textMessage')",
    );
  } else if (fault === 'not_on_whatsapp') {
    refuse(response, 400, 'Bad Request', [{jid, exists: false, number}]);
  } else if (fault === 'schema')
    refuse(response, 400, 'Bad Request', [['instance requires property "text"']]);
  else if (fault === 'failed_before_sending') {
    refuse(response, 400, 'Bad Request', ['Error: Connection Closed']);
  } else if (fault === 'cut_before_sending') response.destroy();
  else return false;
  return true;
}

/** Bare digits are read as a phone number; Brazil loses its ninth digit. */
export function jidOf(number: string): string {
  if (number.includes('@') && !number.endsWith('@s.whatsapp.net')) return number;
  const digits = number.split('@')[0]?.replace(/\D/g, '') ?? '';
  return `${digits.replace(/^(55\d\d)9(\d{8})$/, '$1$2')}@s.whatsapp.net`;
}

export function reply(response: ServerResponse, status: number, body: unknown): void {
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
