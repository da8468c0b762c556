/**
 * `POST /webhooks/…`: one route for all channels. 200 is answered only when what came is durable, or never will
 * be wanted; 503 makes the provider come again. An event that is the provider's is never refused otherwise: most
 * providers would then drop it for good.
 */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {allChannels} from '../../core/channels/all-channels.ts';
import type {Channel, Inbound, Parsed, Webhook, WebhookRequest} from '../../core/channels/channel.ts';
import {receive} from '../../core/channels/hearing/receive.ts';
import type {Outcome} from '../../core/channels/hearing/receive-deps.ts';
import {recordStatus} from '../../core/channels/hearing/record-status.ts';
import type {ChatSettings} from '../../core/chats/weigh.ts';
import {ChatError, type ErrorCode, toChatError} from '../../core/errors.ts';
import {type Accept, accept, type Came} from '../../core/queue/accept.ts';
import type {NewMessage} from '../../core/queue/enqueue.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {Links} from '../../core/sessions/secure-link.ts';
import type {Tally} from '../../core/tally.ts';
import {nextTurn} from '../edge/turns.ts';
import {cameWith, logOf} from '../middleware/identify-requests.ts';
import {type Answer, json} from '../openapi/operation.ts';
import {readChunks, readJson} from '../read-json.ts';
import type {Route} from './route.ts';

export type WebhookDeps = Accept & {
  redis: Redis;
  links: Links;
  chats: ChatSettings;
  tally: Tally;
  /** Of the channels that are on. */
  inbounds: readonly Inbound[];
};

/** What a provider's own words may take: WhatsApp's longest text in its longest spelling, and the rest around it. */
const stringBytes = 512 * 1024;
const keptBytes = 1024 * 1024;

/** Reasons that somebody's settings, here or at the provider, are wrong. */
const mistaken = new Set<string>(['malformed', 'unknown_instance', 'no_route']);

/** Nobody needs to look after these. */
const passing = new Set<ErrorCode>(['unavailable', 'overloaded', 'rate_limited']);

const WebhookAnswer = z
  .object({
    accepted: z.boolean(),
    reason: z.string().optional().meta({description: 'Why an event becomes no message'}),
  })
  .meta({id: 'WebhookAnswer', examples: [{accepted: true}]});

/** Each of a channel's addresses, whatever follows in its path. */
export const webhooks = allChannels.flatMap(channel => {
  const {path, part} = channel.webhook;
  const all = webhookAt(channel, path, '');
  return part === undefined ? [all] : [all, webhookAt(channel, `${path}/{${part}}`, part)];
});

/** `part`: what the last part of this path names; `''` for nothing. */
function webhookAt({name, webhook}: Channel, path: `/${string}`, part: string): Route<WebhookDeps> {
  const {summary, format, proof} = webhook;
  const type = format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  return {
    method: 'post',
    path,
    rest: true,
    access: 'channel',
    describe: {
      operationId: part === '' ? `${name}-webhook` : `${name}-webhook-of-${part}`,
      tag: 'channels',
      summary: part === '' ? summary : `${summary}, of one ${part}`,
      proof: {[name]: {type: 'apiKey', in: 'header', name: proof.header, description: proof.is}},
      requestBody: {required: true, content: {[type]: {schema: {type: 'object'}}}},
      responses: {200: accepted(webhook)},
    },
    handle: deps => {
      const inbound = deps.inbounds.find(one => one.name === name);
      return inbound && takeWebhook(deps, inbound, webhook);
    },
  };
}

function accepted({answer}: Webhook): Answer {
  const description = 'Durable, or not wanted';
  if (answer === undefined) return json(description, WebhookAnswer);
  return {description, content: {[answer.type]: {schema: {type: 'string'}}}};
}

function takeWebhook(deps: WebhookDeps, inbound: Inbound, webhook: Webhook): Middleware {
  const {name: channel} = inbound;
  return async function takeWebhook(ctx) {
    const request = requestOf(ctx, webhook);
    const log = logOf(ctx, deps.log);
    if (!(await inbound.authenticate(request))) {
      deps.tally.warn('webhook.refused', {channel});
      ctx.set('WWW-Authenticate', 'Bearer');
      throw new ChatError('unauthorized');
    }
    const parsed = inbound.parse(await request.body(), request, Date.now());
    const outcome = await take({...deps, log}, inbound, parsed, cameWith(ctx));
    const answer = answerOf(outcome);
    const {reason} = answer;
    if (reason !== undefined && mistaken.has(reason)) deps.tally.warn('webhook.mistaken', {channel, reason});
    log.debug(
      {channel, instance: accountIn(parsed), reason, ...('message' in outcome && {message: outcome.message})},
      answer.accepted ? 'webhook.accepted' : 'webhook.ignored',
    );
    ctx.status = 200;
    ctx.body = webhook.answer ? webhook.answer.body : answer;
    if (webhook.answer) ctx.type = webhook.answer.type;
  };
}

/** Throws `unavailable`: whatever else is wrong with us, the provider shall come again. */
async function take(
  deps: WebhookDeps,
  {name}: Inbound,
  parsed: Parsed,
  came: Came,
): Promise<Outcome | Taken> {
  if (parsed.type === 'ignored') return {reason: parsed.reason};
  const receiving = {...deps, accept: (message: NewMessage) => accept(deps, message, came)};
  try {
    if (parsed.type !== 'status') return await receive(receiving, name, parsed);
    await recordStatus(deps, name, parsed.event);
    return {};
  } catch (thrown) {
    const error = toChatError(thrown);
    if (!passing.has(error.code)) {
      deps.log.error({channel: name, code: error.code, error: error.cause}, 'webhook.failed');
    }
    // Its provider would tell us nothing else until this is taken: what an instance heard is read again afterwards.
    if (parsed.type === 'edit' && parsed.edit.isWaitedFor) return {reason: 'missed'};
    throw new ChatError('unavailable', undefined, {retryAfterSeconds: 5});
  }
}

/** Of a status: it is written down. */
type Taken = Record<never, never>;

function answerOf(outcome: Outcome | Taken): z.infer<typeof WebhookAnswer> {
  if (!('reason' in outcome)) return {accepted: true};
  const {reason} = outcome;
  return {accepted: reason === 'amended', reason};
}

function accountIn(parsed: Parsed): string | undefined {
  switch (parsed.type) {
    case 'ignored':
      return undefined;
    case 'status':
      return parsed.event.account;
    case 'edit':
      return parsed.edit.account;
    default:
      return parsed.message.account;
  }
}

function requestOf(ctx: Context, {path, format, limitBytes}: Webhook): WebhookRequest {
  let body: Promise<unknown> | undefined;
  const read = async () => {
    if ((ctx.request.length ?? 0) > limitBytes) throw new ChatError('body_too_large');
    if (format === 'json') {
      const body = await readJson(ctx.req, {limitBytes, stringBytes, keptBytes});
      await nextTurn(ctx.req);
      return body;
    }
    const chunks: Buffer[] = [];
    await readChunks(ctx.req, limitBytes, chunk => chunks.push(chunk));
    await nextTurn(ctx.req);
    return readForm(Buffer.concat(chunks));
  };
  return {
    parts: ctx.path.slice(path.length).split('/').filter(Boolean).map(decoded),
    header: name => ctx.get(name),
    url: ctx.url,
    body: () => {
      body ??= read();
      return body;
    },
  };
}

/** More fields than any provider sends are not looked at one by one. */
const mostFields = 500;

function readForm(bytes: Buffer): URLSearchParams {
  let fields = 1;
  for (let at = bytes.indexOf('&'); at !== -1; at = bytes.indexOf('&', at + 1)) {
    if (++fields > mostFields) throw new ChatError('body_too_large', 'The form has too many fields');
  }
  return new URLSearchParams(bytes.toString());
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray % is no mistake of an address
  }
}
