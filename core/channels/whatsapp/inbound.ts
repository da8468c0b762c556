/**
 * WhatsApp as Evolution API posts it to us: `/webhooks/evolution/{instance}`, with an event as last part or not.
 * Where headers cannot be set, as for Evolution's global webhook, the secret may be a part of the address.
 */
import {z} from 'zod';
import type {Inbound, Parsed, Webhook} from '../channel.ts';
import {sameSecret} from '../same-secret.ts';
import {authenticate} from './authenticate.ts';
import {type ParseOptions, parseEdited, parseMessage, parseSent} from './parse-message.ts';
import {parseConnection, parseLogout, parseReceipt} from './parse-status.ts';
import type {WhatsAppSettings} from './settings.ts';

export const whatsAppWebhook: Webhook = {
  path: '/webhooks/evolution',
  part: 'instance',
  summary: 'WhatsApp through Evolution API',
  proof: {
    header: 'Authorization',
    is: '`Bearer`, and the secret itself or a JWT that Evolution signed with it',
  },
  format: 'json',
  // Evolution may be set up to put a whole picture or film into the body.
  limitBytes: 25 * 1024 * 1024,
};

const Word = z.string().optional().catch(undefined);
const Envelope = z.object({event: Word, instance: Word, sender: Word, data: z.unknown().optional()});

/** By event, in the spelling of the wire. */
const parsers: Record<string, (data: unknown, options: ParseOptions) => Parsed> = {
  'messages.upsert': parseMessage,
  'messages.update': parseReceipt,
  'messages.edited': parseEdited,
  'messages.delete': () => ({type: 'ignored', reason: 'deleted'}),
  'send.message': parseSent,
  'connection.update': parseConnection,
  'status.instance': parseConnection,
  'logout.instance': parseLogout,
  'remove.instance': parseLogout,
};

export function createWhatsAppInbound({
  webhookSecret: secret,
  instances,
}: WhatsAppSettings): Inbound | undefined {
  if (!secret) return undefined;
  return {
    name: 'whatsapp',
    authenticate: async ({parts, header}) =>
      parts.some(part => sameSecret(part, secret)) || authenticate(header('authorization'), secret),
    parse(body, {parts}, nowMs) {
      const {data: envelope} = Envelope.safeParse(body);
      if (!envelope) return {type: 'ignored', reason: 'malformed'};
      const {event, instance} = source(envelope, parts);
      const parser = Object.hasOwn(parsers, event) && parsers[event];
      if (!parser) return {type: 'ignored', reason: 'unknown_event'};
      const clinic = instances.get(instance);
      if (clinic === undefined) return {type: 'ignored', reason: 'unknown_instance'};
      return parser(envelope.data, {instance, clinic, secret, nowMs, self: envelope.sender});
    },
  };
}

/** What the envelope says counts before what the address says. */
function source({event, instance}: z.infer<typeof Envelope>, parts: readonly string[]) {
  const isEvent = (part: string) => Object.hasOwn(parsers, wireName(part));
  return {
    event: wireName(event ?? parts.at(-1) ?? ''),
    instance: instance ?? parts.find(part => !isEvent(part)) ?? '',
  };
}

/** `MESSAGES_UPSERT` and `messages-upsert` are how it is called in settings and in addresses. */
function wireName(event: string): string {
  return event.toLowerCase().replaceAll(/[_-]/g, '.');
}
