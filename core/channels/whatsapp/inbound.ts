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
import {idMakerOf} from './person/meta-id.ts';
import type {WhatsAppSettings} from './settings.ts';
import {allSecrets, secretOf} from './webhook-secret.ts';

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

export function createWhatsAppInbound(settings: WhatsAppSettings): Inbound | undefined {
  const {instances} = settings;
  const secrets = allSecrets(settings);
  if (secrets.length === 0) return undefined;
  /** By request: the secret that it has shown. */
  const shown = new WeakMap<object, string>();
  const isSecret = (part: string) => secrets.some(secret => sameSecret(part, secret));
  return {
    name: 'whatsapp',
    async authenticate(request) {
      const {parts, header} = request;
      for (const secret of secrets) {
        const isProven =
          parts.some(part => sameSecret(part, secret)) ||
          (await authenticate(header('authorization'), secret));
        if (isProven) shown.set(request, secret);
        if (isProven) return true;
      }
      return false;
    },
    parse(body, request, nowMs) {
      const {data: envelope} = Envelope.safeParse(body);
      if (!envelope) return {type: 'ignored', reason: 'malformed'};
      const parts = request.parts.filter(part => !isSecret(part));
      const {event, instance, isOne} = source(envelope, parts);
      const parser = Object.hasOwn(parsers, event) && parsers[event];
      if (!parser) return {type: 'ignored', reason: 'unknown_event'};
      const clinic = instances.get(instance);
      const secret = secretOf(settings, instance);
      const isTheirs = secret === (shown.get(request) ?? secret);
      if (clinic === undefined || secret === undefined || !isOne || !isTheirs) {
        return {type: 'ignored', reason: 'unknown_instance'};
      }
      const idMaker = idMakerOf(envelope);
      return parser(envelope.data, {instance, clinic, secret, nowMs, idMaker, self: envelope.sender});
    },
  };
}

/** Envelope and address may each say it, and `isOne`: no other than the other. */
function source({event, instance}: z.infer<typeof Envelope>, parts: readonly string[]) {
  const isEvent = (part: string) => Object.hasOwn(parsers, wireName(part));
  const addressed = parts.find(part => !isEvent(part));
  return {
    event: wireName(event ?? parts.at(-1) ?? ''),
    instance: instance ?? addressed ?? '',
    isOne: instance === undefined || addressed === undefined || instance === addressed,
  };
}

/** `MESSAGES_UPSERT` and `messages-upsert` are how it is called in settings and in addresses. */
function wireName(event: string): string {
  return event.toLowerCase().replaceAll(/[_-]/g, '.');
}
