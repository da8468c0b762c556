import type {Channel} from '../channel.ts';
import {createTelegramOutbound} from './deliver.ts';
import {createTelegramInbound, telegramWebhook} from './inbound.ts';
import {type TelegramSettings, telegramSettings} from './settings.ts';

export const telegram = {
  name: 'telegram',
  settings: telegramSettings,
  webhook: telegramWebhook,
  inbound: createTelegramInbound,
  outbound: createTelegramOutbound,
} as const satisfies Channel<TelegramSettings>;
