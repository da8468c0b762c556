import type {ExecutionContext} from 'ava';
import type {ChannelName, Inbound} from '../../core/channels/channel.ts';
import {createInbounds} from '../../core/channels/create-channels.ts';
import {configFromEnv} from '../../core/config/config.ts';
import {keys} from '../../core/keys.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {opened} from './redis.ts';
import {type ServerOptions, type TestServer, testServer} from './server.ts';

export type Post = {path: string; headers: Record<string, string>; body: string};
export type Posted = {status: number; headers: Headers; text: string; body: Record<string, unknown>};

export type WebhookServer = TestServer & {
  /** As a provider does it. */
  post(post: Post): Promise<Posted>;
  /** Hashes of all messages there are. */
  messages(): Promise<Record<string, string>[]>;
};

/** Every channel's settings; plainly invented. */
export const channelEnv = {
  REDIS_URL: 'redis://localhost',
  PUBLIC_URL: 'https://chat.example',
  EVOLUTION_WEBHOOK_SECRET: 'evolution-secret-of-the-tests',
  EVOLUTION_INSTANCES: 'willow=demo,sauce=demo-es',
  TELEGRAM_BOT_TOKEN: '4242:token-of-the-tests',
  TELEGRAM_WEBHOOK_SECRET: 'telegram-secret-of-the-tests',
  TWILIO_ACCOUNT_SID: 'AC0000000000000000000000000000test',
  TWILIO_AUTH_TOKEN: 'twilio-token-of-the-tests',
  TWILIO_FROM: '+15555550100',
  LINE_SECRET: 'line-secret-of-the-tests',
};
export const channelConfig = configFromEnv(channelEnv);

/** Of the channel of this name, with these settings. */
export function inboundsOf(name: ChannelName, {channels, server} = channelConfig): Inbound[] {
  return createInbounds(channels, server).filter(inbound => inbound.name === name);
}

/** The application with these channels on. */
export async function webhookServer(
  t: ExecutionContext,
  inbounds: readonly Inbound[],
  options: ServerOptions = {},
): Promise<WebhookServer> {
  const server = await testServer(t, {...options, inbounds});
  return {
    ...server,
    messages: () => readMessages(server.redis),
    async post({path, headers, body}) {
      const response = await fetch(`${server.url}${path}`, {method: 'POST', headers, body});
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: text.startsWith('{') ? JSON.parse(text) : {},
      };
    },
  };
}

async function readMessages(redis: Redis): Promise<Record<string, string>[]> {
  return redis.run(async client => {
    const names = (await client.keys(keys.message('*'))).filter(name => name.split(':').length === 2);
    return Promise.all(
      names.map(async name => opened(name.split(':')[1] ?? '', {...(await client.hGetAll(name))})),
    );
  });
}
