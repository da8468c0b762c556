/** Sessions as a widget has them: opened over HTTP, with a token to show. */
import type {Answer, TestServer} from './server.ts';

export type TestSession = {id: string; token: string; bearer: {authorization: string}};

export async function testSession({api}: Pick<TestServer, 'api'>, body?: object): Promise<TestSession> {
  const {status, body: answer} = await call(`${api}/widget/session`, 'POST', {}, body);
  if (status !== 201) throw new Error(`the session was answered ${status}`);
  const token = String(answer['token']);
  return {id: String(answer['session_id']), token, bearer: {authorization: `Bearer ${token}`}};
}

/** A request with any method; `body`: JSON, or a text that is sent as it is. */
export async function call(
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {...(body !== undefined && {'content-type': 'application/json'}), ...headers},
    ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
  });
  const text = await response.text();
  return {status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text)};
}
