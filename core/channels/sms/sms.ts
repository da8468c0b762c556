import type {Channel} from '../channel.ts';
import {createSmsOutbound} from './deliver.ts';
import {createSmsInbound, smsWebhook} from './inbound.ts';

export const sms: Channel = {
  name: 'sms',
  webhook: smsWebhook,
  inbound: createSmsInbound,
  outbound: createSmsOutbound,
};
