/** Twilio's Messages resource, as far as replies need it. */
import type {ExecutionContext} from 'ava';
import {fakeProvider} from './fake-provider.ts';

export type TwilioFault = 'refuses' | 'unauthorized' | 'limits' | 'cuts' | 'fails';

export type FakeTwilio = {
  url: string;
  sent: Record<string, string>[];
  faults: TwilioFault[];
  stop(): Promise<void>;
};

const refusal = (status: number, code: number, message: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: {code, message, more_info: 'https://twilio.example/errors', status},
});

export async function fakeTwilio(t: ExecutionContext, account: string, token: string): Promise<FakeTwilio> {
  const sent: Record<string, string>[] = [];
  const faults: TwilioFault[] = [];
  const credentials = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  const provider = await fakeProvider(t, ({path, headers, body}) => {
    if (headers.authorization !== credentials) return refusal(401, 20003, 'Authenticate');
    if (path !== `/2010-04-01/Accounts/${account}/Messages.json`) return refusal(404, 20404, 'Not found');
    switch (faults.shift()) {
      case 'refuses':
        return refusal(400, 21211, "Invalid 'To' Phone Number");
      case 'unauthorized':
        return refusal(401, 20003, 'Authenticate');
      case 'limits':
        return refusal(429, 20429, 'Too Many Requests', {'retry-after': '2'});
      case 'cuts':
        return undefined;
      case 'fails':
        return {status: 500, body: {code: 20500, message: 'Internal Server Error', status: 500}};
      default:
        sent.push(Object.fromEntries(new URLSearchParams(body)));
        return {status: 201, body: {sid: `SM${'0'.repeat(31)}${sent.length}`, status: 'queued'}};
    }
  });
  return {...provider, sent, faults};
}
