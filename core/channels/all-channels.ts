import {line} from './line/line.ts';
import {sms} from './sms/sms.ts';
import {telegram} from './telegram/telegram.ts';
import {whatsapp} from './whatsapp/whatsapp.ts';

/** Every channel there is; which of them are on is a matter of their settings. A new one is its folder and a line here. */
export const allChannels = [whatsapp, telegram, sms, line] as const;
