import type {Channel} from '../channel.ts';
import {createSmsOutbound} from './deliver.ts';
import {createSmsInbound, smsWebhook} from './inbound.ts';
import {type SmsSettings, smsSettings} from './settings.ts';

export const sms = {
  name: 'sms',
  settings: smsSettings,
  webhook: smsWebhook,
  inbound: createSmsInbound,
  outbound: createSmsOutbound,
} as const satisfies Channel<SmsSettings>;
