import type {Channel} from '../channel.ts';
import {createTelegramOutbound} from './deliver.ts';
import {createTelegramInbound} from './inbound.ts';

export const telegram: Channel = {
  name: 'telegram',
  inbound: createTelegramInbound,
  outbound: createTelegramOutbound,
};
