/** What waits is answered in the order in which it was said, by the provider's clock, whichever webhook came first. */

import {gate} from '../helpers/gate.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {channelEnv, inboundsOf, type Post, webhookServer} from '../helpers/webhook.ts';
import {testWorker} from '../helpers/worker.ts';

const json = {'content-type': 'application/json'};
const nowSeconds = Math.floor(Date.now() / 1000);

/** Said by the same person, so many seconds from now. */
const posts: Record<string, (text: string, number: number, afterSeconds: number) => Post> = {
  whatsapp: (text, number, afterSeconds) => ({
    path: '/webhooks/evolution/willow',
    headers: {...json, authorization: `Bearer ${channelEnv.EVOLUTION_WEBHOOK_SECRET}`},
    body: JSON.stringify({
      event: 'messages.upsert',
      instance: 'willow',
      data: {
        key: {remoteJid: '15555550142@s.whatsapp.net', fromMe: false, id: `3A${number}`},
        message: {conversation: text},
        messageTimestamp: nowSeconds + afterSeconds,
      },
    }),
  }),
  telegram: (text, number, afterSeconds) => ({
    path: '/webhooks/telegram',
    headers: {...json, 'x-telegram-bot-api-secret-token': channelEnv.TELEGRAM_WEBHOOK_SECRET},
    body: JSON.stringify({
      update_id: number,
      message: {
        message_id: number,
        date: nowSeconds + afterSeconds,
        from: {id: 15_555_550_142, is_bot: false, first_name: 'Ana'},
        chat: {id: 15_555_550_142, type: 'private'},
        text,
      },
    }),
  }),
};

const answersInOrder = test.macro({
  title: (_, name: 'whatsapp' | 'telegram') =>
    `${name}: a webhook that overtook another is answered behind it`,
  async exec(t: ExecutionContext, name: 'whatsapp' | 'telegram') {
    const server = await webhookServer(t, inboundsOf(name));
    const {opened, open} = gate();
    const asked: string[] = [];
    await testWorker(t, server, async function* ({text}) {
      asked.push(text);
      if (text === 'first') await opened;
      yield `you said ${text}`;
    });
    const say = async (text: string, number: number, afterSeconds: number) => {
      const post = posts[name]?.(text, number, afterSeconds);
      t.is((await server.post(post as Post)).status, 200);
    };
    await say('first', 1, -30);
    await until(() => asked.length === 1);
    await say('fourth', 4, -5);
    await say('second', 2, -20);
    await say('third', 3, -10);
    open();
    await until(() => asked.length === 4);
    t.deepEqual(asked, ['first', 'second', 'third', 'fourth']);
  },
});

test(answersInOrder, 'whatsapp');
test(answersInOrder, 'telegram');
