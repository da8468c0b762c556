import type {Channel} from '../channel.ts';
import {createLineOutbound} from './deliver.ts';
import {createLineInbound, lineWebhook} from './inbound.ts';
import {type LineSettings, lineSettings} from './settings.ts';

export const line = {
  name: 'line',
  settings: lineSettings,
  webhook: lineWebhook,
  inbound: createLineInbound,
  outbound: createLineOutbound,
} as const satisfies Channel<LineSettings>;
