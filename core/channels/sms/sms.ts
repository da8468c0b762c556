import type {Channel} from '../channel.ts';
import {createSmsOutbound} from './deliver.ts';
import {createSmsInbound} from './inbound.ts';

export const sms: Channel = {name: 'sms', inbound: createSmsInbound, outbound: createSmsOutbound};
