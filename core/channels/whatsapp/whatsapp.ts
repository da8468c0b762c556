import type {Channel} from '../channel.ts';
import {createWhatsAppOutbound} from './deliver.ts';
import {createWhatsAppInbound, whatsAppWebhook} from './inbound.ts';

export const whatsapp: Channel = {
  name: 'whatsapp',
  webhook: whatsAppWebhook,
  inbound: createWhatsAppInbound,
  outbound: createWhatsAppOutbound,
};
