import type {Channel} from '../channel.ts';
import {createWhatsAppOutbound} from './deliver.ts';
import {createWhatsAppInbound} from './inbound.ts';

export const whatsapp: Channel = {
  name: 'whatsapp',
  inbound: createWhatsAppInbound,
  outbound: createWhatsAppOutbound,
};
