import type {Config} from '../config.ts';
import type {Channel} from '../keys.ts';
import {allChannels} from './all-channels.ts';
import type {Outbound} from './channel.ts';

/** How replies leave, for each channel that is configured and delivers; opens nothing. */
export function createOutbounds(config: Config): ReadonlyMap<Channel, Outbound> {
  const outbounds = allChannels.flatMap(channel => channel.outbound(config) ?? []);
  return new Map(outbounds.map(outbound => [outbound.name, outbound]));
}
