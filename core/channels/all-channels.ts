import type {Channel} from './channel.ts';
import {sms} from './sms/sms.ts';
import {telegram} from './telegram/telegram.ts';
import {whatsapp} from './whatsapp/whatsapp.ts';

/** Every channel there is; which of them are on is a matter of their settings. A new one needs this line, no more. */
export const allChannels: readonly Channel[] = [whatsapp, telegram, sms];
