/** What the settings of the channels make of them: how messages come in and replies leave, where a channel is on. */
import type {Given, ValueOf} from '../settings/settings.ts';
import {allChannels} from './all-channels.ts';
import type {Channel, ChannelName, Inbound, Outbound, Site} from './channel.ts';

/** Each channel's own, by its name. */
export type ChannelSettings = {
  readonly [C in (typeof allChannels)[number] as C['name']]: ValueOf<C['settings']>;
};

const channels: readonly Channel[] = allChannels;

/** Throws where there is a mistake. */
export function channelSettings(given: Given): ChannelSettings {
  const byName = Object.fromEntries(channels.map(({name, settings}) => [name, settings.from(given)]));
  return Object.freeze(byName) as ChannelSettings; // of the same list as the type
}

export function createInbounds(settings: ChannelSettings, site: Site): Inbound[] {
  const given: Partial<Record<ChannelName, unknown>> = settings;
  return channels.flatMap(channel => channel.inbound(given[channel.name], site) ?? []);
}

/** Opens nothing. */
export function createOutbounds(settings: ChannelSettings, site: Site): ReadonlyMap<ChannelName, Outbound> {
  const given: Partial<Record<ChannelName, unknown>> = settings;
  const outbounds = channels.flatMap(channel => channel.outbound(given[channel.name], site) ?? []);
  return new Map(outbounds.map(outbound => [outbound.name, outbound]));
}
