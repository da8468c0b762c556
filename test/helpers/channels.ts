/** Web and worker, joined to a provider of each channel both ways; who answers says back what it heard. */
import type {ExecutionContext} from 'ava';
import {sign} from '../../core/channels/sms/signature.ts';
import {keys} from '../../core/keys.ts';
import type {FakeEvolution} from '../../scripts/lab/fakes/evolution.ts';
import {startApp, type TestApp} from './app.ts';
import {fakeEvolution} from './fake-evolution.ts';
import {type FakeTelegram, fakeTelegram} from './fake-telegram.ts';
import {type FakeTwilio, fakeTwilio} from './fake-twilio.ts';
import {answers, type FakeUpstream, fakeUpstream} from './fake-upstream.ts';

/** All are invented. */
export const evolutionSecret = 'webhook-secret-of-the-tests';
const bot = '4242:token-of-the-tests';
const telegramSecret = 'telegram-secret-of-the-tests';
export const twilioAccount = 'AC0000000000000000000000000000test';
const twilioToken = 'twilio-token-of-the-tests';
const publicUrl = 'https://chat.example';

export const firstNumber = '+15555550100';

export type Told = {status: number; body: Record<string, unknown>; ms: number};

export type Channels = TestApp & {
  /** What the processes were started with. */
  env: Record<string, string>;
  evolution: FakeEvolution;
  telegram: FakeTelegram;
  twilio: FakeTwilio;
  /** Who answers: a back end that says `You said: …`. */
  agent: FakeUpstream;
  /** As Evolution posts an event. */
  /** `sender`: the instance's own number, which the real one tells for a linked phone. */
  tellEvolution(event: string, data: unknown, instance?: string, sender?: string): Promise<Told>;
  tellTelegram(update: object): Promise<Told>;
  tellTwilio(form: Record<string, string>): Promise<Told>;
  /** All that went out to somebody, by their name at the provider, in order. */
  saidTo(name: string): string[];
};

export async function startChannels(
  t: ExecutionContext,
  env: Record<string, string> = {},
): Promise<Channels> {
  const [evolution, telegram, twilio, agent] = await Promise.all([
    fakeEvolution(t, {instances: ['acct1', 'acct2']}),
    fakeTelegram(t, bot),
    fakeTwilio(t, twilioAccount, twilioToken),
    fakeUpstream(t, (response, {raw, ...asked}) => {
      const message = `You said: ${JSON.parse(raw).text}`;
      answers(
        200,
        {'content-type': 'application/json'},
        JSON.stringify({message}),
      )(response, {raw, ...asked});
    }),
  ]);
  const given = {
    PUBLIC_URL: publicUrl,
    AGENT: 'http',
    AGENT_URL: `${agent.url}/chat`,
    EVOLUTION_URL: evolution.url,
    EVOLUTION_API_KEY: 'test-key',
    EVOLUTION_WEBHOOK_SECRET: evolutionSecret,
    EVOLUTION_INSTANCES: 'acct1=demo,acct2=demo-es',
    TELEGRAM_BOT_TOKEN: bot,
    TELEGRAM_WEBHOOK_SECRET: telegramSecret,
    TELEGRAM_API_URL: telegram.url,
    TWILIO_ACCOUNT_SID: twilioAccount,
    TWILIO_AUTH_TOKEN: twilioToken,
    TWILIO_FROM: firstNumber,
    TWILIO_NUMBERS: `${firstNumber}=demo,+15555550101=demo-es`,
    TWILIO_API_URL: twilio.url,
    ...env,
  };
  const app = await startApp(t, given);
  await app.web.seen('sender.ready');
  const post = (path: string, headers: Record<string, string>, body: string) =>
    postTo(channels.url + path, headers, body);
  const channels: Channels = {
    ...app,
    env: {...given, REDIS_URL: app.redisUrl},
    evolution,
    telegram,
    twilio,
    agent,
    tellEvolution: (event, data, instance = 'acct1', sender) => {
      const headers = {'content-type': 'application/json', authorization: `Bearer ${evolutionSecret}`};
      return post(
        `/webhooks/evolution/${instance}`,
        headers,
        JSON.stringify({event, instance, data, sender}),
      );
    },
    tellTelegram: update => {
      const secret = {'x-telegram-bot-api-secret-token': telegramSecret};
      const headers = {'content-type': 'application/json', ...secret};
      return post('/webhooks/telegram', headers, JSON.stringify(update));
    },
    tellTwilio: form => {
      const body = new URLSearchParams({AccountSid: twilioAccount, ...form});
      const signature = sign(`${publicUrl}/webhooks/sms`, body, twilioToken);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signature,
      };
      return post('/webhooks/sms', headers, body.toString());
    },
    saidTo: name => [
      ...evolution.textsTo(name),
      ...telegram.sent.filter(({chat_id}) => chat_id === name).map(({text}) => String(text)),
      ...twilio.sent.filter(({To}) => To === name).map(({Body = ''}) => Body),
    ],
  };
  return channels;
}

async function postTo(url: string, headers: Record<string, string>, body: string): Promise<Told> {
  const begin = performance.now();
  const answer = await fetch(url, {method: 'POST', headers, body});
  const text = await answer.text();
  const ms = performance.now() - begin;
  return {status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : {}, ms};
}

let count = 0;

/** `data` of an upsert: somebody, or the clinic itself, wrote just now. */
export function upsertOf(remoteJid: string, message: object | string, key: object = {}, agoSeconds = 0) {
  return {
    key: {remoteJid, fromMe: false, id: `3A${String(++count).padStart(18, '0')}`, ...key},
    message: typeof message === 'string' ? {conversation: message} : message,
    messageTimestamp: Math.floor(Date.now() / 1000) - agoSeconds,
  };
}

/** Nothing is waited for, and nothing is on its way out. */
export async function isSettled({redis}: Channels): Promise<boolean> {
  const [open, waiting, delayed] = await redis.run(client =>
    Promise.all([client.zCard(keys.open), client.xLen(keys.outbox), client.zCard(keys.outboxDelayed)]),
  );
  return open + waiting + delayed === 0;
}
