import type {Channel} from '../channel.ts';
import {createTelegramOutbound} from './deliver.ts';
import {createTelegramInbound, telegramWebhook} from './inbound.ts';

export const telegram: Channel = {
  name: 'telegram',
  webhook: telegramWebhook,
  inbound: createTelegramInbound,
  outbound: createTelegramOutbound,
};
