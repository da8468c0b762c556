/** `/apps/voice-api/widget-stream`: the events of a message as they come; GET for one that was sent, POST to send one. */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import {beginning, parseCursor} from '../../../core/events/cursor.ts';
import {hasEnded} from '../../../core/events/read.ts';
import {type Accept, accept, clinicOf} from '../../../core/queue/accept.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {SendBody} from '../../../core/wire/message.ts';
import {StreamAck} from '../../../core/wire/stream.ts';
import {addressOf} from '../../client-address.ts';
import {insistOnOrigin} from '../../middleware/allow-origins.ts';
import {cameWith} from '../../middleware/identify-requests.ts';
import {idempotencyKey, keyOf, newMessage, refusedSend} from '../../new-message.ts';
import {events, header, notReader, query} from '../../openapi/operation.ts';
import {type Door, insistOnReader, ownerOf, tokenFor} from '../../session-token.ts';
import {EventStream} from '../../transport/event-stream.ts';
import type {Step, WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {cursorOf, messageIdOf, whenGone} from './poll.ts';

const path = '/apps/voice-api/widget-stream/{message_id}';

export function streamUrl(id: string): string {
  return path.replace('{message_id}', id);
}

export type StreamDeps = {
  waitingRoom: WaitingRoom;
  /** How often a comment keeps the connection from looking dead, in milliseconds; 8 s by default. */
  commentEveryMs?: number;
};

/** Proxies cut what is silent for ten seconds. */
export const defaultCommentEveryMs = 8000;

type FollowDeps = StreamDeps & Door & {redis: Redis};
type SendStreamDeps = Accept & FollowDeps;

export const stream: Route<FollowDeps> = {
  method: 'get',
  path,
  access: 'public',
  describe: {
    operationId: 'streamMessage',
    tag: 'messages',
    summary: 'The events of a message as they come',
    description: 'Ends after the terminal event; without one, come back with the last cursor.',
    token: 'perhaps',
    parameters: [
      header('Last-Event-ID', 'Begin after this cursor; goes before `after`'),
      query('after', 'Begin after this cursor'),
    ],
    responses: {
      200: events(
        'Each event has its cursor as `id` and its type as `event`, but `failed` for `error`; a comment every 8 s',
      ),
      204: 'The cursor is at or past the terminal event: do not come back',
      400: '`invalid_cursor`',
      ...notReader,
    },
  },
  handle: streamMessage,
};

export const sendAndStream: Route<SendStreamDeps> = {
  method: 'post',
  path: '/apps/voice-api/widget-stream',
  access: 'public',
  body: {schema: SendBody},
  describe: {
    operationId: 'sendAndStream',
    tag: 'messages',
    summary: 'Send a message and stream its events',
    token: 'perhaps',
    parameters: [idempotencyKey],
    responses: {
      200: events('`ack` first, then the events; each has its cursor as `id`', {'x-ack': StreamAck}),
      ...refusedSend,
    },
  },
  handle: sendAndStreamMessage,
};

/** 204 tells an `EventSource` not to come back: there is nothing after its cursor, and never will be. */
function streamMessage(deps: FollowDeps): Middleware {
  const {waitingRoom, commentEveryMs} = deps;
  return async function streamMessage(ctx) {
    const after = lastSeen(ctx);
    const id = messageIdOf(ctx);
    const reader = await insistOnReader(deps, ctx, id);
    const steps = waitingRoom.follow(id, after, {whenGone: whenGone(ctx), reader});
    const first = await steps.next();
    if (first.done) throw new ChatError('message_not_found');
    const over = hasEnded(first.value) && first.value.events.length === 0;
    if (over || ctx.method === 'HEAD') {
      await steps.return();
      ctx.status = over ? 204 : 200;
      return;
    }
    await new EventStream(ctx, commentEveryMs ?? defaultCommentEveryMs).pour(resume(first.value, steps));
  };
}

/** The message is durable once its `ack` is there; whoever loses the stream goes on with the GET. */
function sendAndStreamMessage(deps: SendStreamDeps): Middleware {
  const {waitingRoom, clinics, cors, tokens, commentEveryMs} = deps;
  return async function sendAndStream(ctx) {
    const owner = await ownerOf(tokens, ctx);
    const sender = {owner, address: addressOf(ctx)};
    const message = await newMessage(deps, ctx.request.body, sender, keyOf(ctx.get('Idempotency-Key')));
    insistOnOrigin(ctx, cors, [clinicOf(clinics, message.clinic)]);
    const accepted = await accept(deps, message, cameWith(ctx));
    const {id, session} = accepted;
    const {token, reader} = await tokenFor(tokens, message, accepted, owner);
    const stream = new EventStream(ctx, commentEveryMs ?? defaultCommentEveryMs);
    stream.acknowledge({type: 'ack', message_id: id, session_id: session, status: 'queued', token});
    await stream.pour(waitingRoom.follow(id, beginning, {whenGone: whenGone(ctx), reader}));
  };
}

/** The header goes first: an `EventSource` that comes back keeps the address it began with. Throws `invalid_cursor`. */
function lastSeen(ctx: Context): string {
  const header = ctx.get('Last-Event-ID');
  if (header === '') return cursorOf(ctx) ?? beginning;
  if (!parseCursor(header)) throw new ChatError('invalid_cursor');
  return header;
}

/** The rest, with the step that was taken already before it. */
async function* resume(first: Step, rest: AsyncIterable<Step>): AsyncGenerator<Step> {
  yield first;
  yield* rest;
}
