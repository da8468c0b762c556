/** Telegram's Bot API, as far as replies need it. */
import type {ExecutionContext} from 'ava';
import {fakeProvider} from './fake-provider.ts';

export type TelegramFault = 'refuses' | 'blocked' | 'unauthorized' | 'limits' | 'cuts' | 'fails';

export type FakeTelegram = {
  url: string;
  sent: Record<string, unknown>[];
  actions: Record<string, unknown>[];
  faults: TelegramFault[];
  stop(): Promise<void>;
};

const refusal = (error_code: number, description: string, parameters?: object) => ({
  status: error_code,
  body: {ok: false, error_code, description, ...(parameters && {parameters})},
});

export async function fakeTelegram(t: ExecutionContext, token: string): Promise<FakeTelegram> {
  const sent: Record<string, unknown>[] = [];
  const actions: Record<string, unknown>[] = [];
  const faults: TelegramFault[] = [];
  const provider = await fakeProvider(t, ({path, body}) => {
    const given = JSON.parse(body);
    if (path === `/bot${token}/sendChatAction`) {
      actions.push(given);
      return {status: 200, body: {ok: true, result: true}};
    }
    if (path !== `/bot${token}/sendMessage`) return refusal(404, 'Not Found');
    switch (faults.shift()) {
      case 'refuses':
        return refusal(400, "Bad Request: can't parse entities");
      case 'blocked':
        return refusal(403, 'Forbidden: bot was blocked by the user');
      case 'unauthorized':
        return refusal(401, 'Unauthorized');
      case 'limits':
        return refusal(429, 'Too Many Requests: retry after 7', {retry_after: 7});
      case 'cuts':
        return undefined;
      case 'fails':
        return {status: 502, body: 'Bad Gateway'};
      default:
        sent.push(given);
        return {status: 200, body: {ok: true, result: {message_id: 100 + sent.length, ...given}}};
    }
  });
  return {...provider, sent, actions, faults};
}
