import type {Channel} from '../channel.ts';
import {createWhatsAppOutbound} from './deliver.ts';
import {createWhatsAppInbound, whatsAppWebhook} from './inbound.ts';
import {type WhatsAppSettings, whatsAppSettings} from './settings.ts';

export const whatsapp = {
  name: 'whatsapp',
  settings: whatsAppSettings,
  webhook: whatsAppWebhook,
  inbound: createWhatsAppInbound,
  outbound: createWhatsAppOutbound,
} as const satisfies Channel<WhatsAppSettings>;
