/**
 * `/apps/voice-api/widget-log/{message_id}`: the read side of the Durable Streams protocol, whose clients follow a reply
 * as it is. The same reader as polls and streams behind it; what differs is how it is told.
 */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import {largest} from '../../../core/events/cursor.ts';
import {hasEnded, type Message} from '../../../core/events/read.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {MessageEvents} from '../../../core/wire/message.ts';
import {type Answer, header, parametersOf} from '../../openapi/operation.ts';
import {parseQuery} from '../../parse.ts';
import {type Door, insistOnReader, type Reader} from '../../session-token.ts';
import {answerCompactly} from '../../transport/compact.ts';
import {EventStream} from '../../transport/event-stream.ts';
import {
  cursorAt,
  etagOf,
  hasTag,
  logEvents,
  offsetOf,
  type Place,
  placeOf,
  streamCursor,
} from '../../transport/log-answer.ts';
import {readOwn} from '../../transport/read-own.ts';
import type {WaitingRoom, WhenGone} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {messageIdOf, whenGone} from './poll.ts';
import {defaultCommentEveryMs, type StreamDeps} from './stream.ts';

const path = '/apps/voice-api/widget-log/{message_id}';

export function logUrl(id: string): string {
  return path.replace('{message_id}', id);
}

const holdMs = 25_000;
/** So long lasts a live answer over SSE, in milliseconds; its client comes back with the offset. */
const sseMs = 60_000;

const LogQuery = z
  .object({
    offset: z
      .string()
      .refine(
        offset => offset === 'now' || cursorAt(offset) !== null,
        'must be -1, now, or a Stream-Next-Offset',
      )
      .optional()
      .meta({description: '`-1` or absent: the beginning; `now`: the tail; else a `Stream-Next-Offset`'}),
    live: z.enum(['long-poll', 'sse']).optional().meta({
      description: 'Wait for what comes after `offset`, at most 25 s; or have it streamed for a minute',
    }),
    cursor: z.string().max(32).optional().meta({description: 'The last `Stream-Cursor`'}),
  })
  .refine(({live, offset}) => live === undefined || offset !== undefined, {
    message: 'is needed with live',
    path: ['offset'],
  });
type LogQuery = z.infer<typeof LogQuery>;

export type LogDeps = StreamDeps & Door & {redis: Redis; waitingRoom: WaitingRoom; logStreamMs?: number};

const place = {
  'Stream-Next-Offset': {description: 'The `offset` to go on from', schema: {type: 'string'}},
  'Stream-Up-To-Date': {description: '`true`: nothing came after it yet', schema: {type: 'string'}},
  'Stream-Closed': {description: '`true`: nothing will', schema: {type: 'string'}},
  'Stream-Cursor': {description: 'Of live answers: to be sent back as `cursor`', schema: {type: 'string'}},
  ETag: {description: 'Not for `now`', schema: {type: 'string'}},
};

const answers: Record<number, Answer | string> = {
  200: {
    description: 'The events after the offset; with `live=sse` as events `data` and `control`',
    headers: place,
    content: {'application/json': {schema: MessageEvents}, 'text/event-stream': {schema: {type: 'string'}}},
  },
  204: {description: '`live=long-poll`: nothing came, or nothing will', headers: place},
  304: {description: 'The client has it already', headers: place},
  400: '`invalid_request`',
  404: '`message_not_found`: unknown or expired',
};

export const log: Route<LogDeps> = {
  method: 'get',
  path,
  access: 'public',
  describe: {
    operationId: 'readMessageLog',
    tag: 'messages',
    summary: 'The events of a message for clients of the Durable Streams protocol',
    description: 'HEAD has the headers alone. It is read-only: whatever writes is 405.',
    token: 'perhaps',
    parameters: [...parametersOf(LogQuery), header('If-None-Match', 'The `ETag` of what the client has')],
    responses: answers,
  },
  handle: readLog,
};

function readLog(deps: LogDeps): Middleware {
  return async function readLog(ctx) {
    const query = parseQuery(LogQuery, ctx);
    const id = messageIdOf(ctx);
    const reader = await insistOnReader(deps, ctx, id);
    const isNow = query.offset === 'now';
    const asked = isNow ? endless : (cursorAt(query.offset ?? '-1') ?? endless);
    // Who waits reads as part of that, unless it must be known before where the tail is, or whose the message is.
    const live = ctx.method === 'HEAD' ? undefined : query.live;
    const isKnown = live !== 'long-poll' || isNow;
    const known = isKnown ? await readOwn(deps.redis, id, {after: asked, owner: reader}) : undefined;
    if (known === null) throw new ChatError('message_not_found');
    const after = isNow && known ? known.position : asked;
    if (live === 'sse') return stream(ctx, deps, {id, after, cursor: query.cursor, reader});
    const message = live && !(known && hasEnded(known)) ? await wait(ctx, deps, {id, after, reader}) : known;
    if (!message) throw new ChatError('message_not_found');
    answer(ctx, {message, after, isNow, live, cursor: query.cursor});
  };
}

/** After every event. */
const endless = `${largest}-${largest}`;

type Wanted = {id: string; after: string; reader: Reader | undefined};

function wait(ctx: Context, {waitingRoom}: LogDeps, {id, after, reader}: Wanted): Promise<Message | null> {
  return waitingRoom.wait(id, {holdMs, after, whenGone: whenGone(ctx), reader, staysWithIt: true});
}

type Read = {
  message: Message;
  after: string;
  isNow: boolean;
  live: LogQuery['live'];
  cursor: string | undefined;
};

function answer(ctx: Context, {message, after, isNow, live, cursor}: Read): void {
  const reached = placeOf(message, after);
  const etag = etagOf(after, reached);
  ctx.set(headersOf(reached));
  if (live && !reached.closed) ctx.set('Stream-Cursor', streamCursor(cursor, Date.now()));
  if (!isNow) ctx.set('ETag', etag);
  if (live && message.events.length === 0) {
    ctx.status = 204;
  } else if (!isNow && hasTag(ctx.get('If-None-Match'), etag)) {
    ctx.status = 304;
  } else {
    ctx.status = 200;
    answerCompactly(ctx, message.events);
    ctx.set('Content-Type', 'application/json');
  }
}

function headersOf({next, closed}: Place): Record<string, string> {
  return {
    'Stream-Next-Offset': offsetOf(next),
    'Stream-Up-To-Date': 'true',
    ...(closed && {'Stream-Closed': 'true'}),
  };
}

type Follow = Wanted & {cursor: string | undefined};

async function stream(ctx: Context, deps: LogDeps, {id, after, reader, cursor}: Follow): Promise<void> {
  const {waitingRoom, commentEveryMs = defaultCommentEveryMs, logStreamMs = sseMs} = deps;
  const steps = waitingRoom.follow(id, after, {
    whenGone: goneOrAfter(ctx, logStreamMs),
    reader,
    staysWithIt: true,
  });
  await new EventStream(ctx, commentEveryMs).pour(steps, logEvents(after, cursor));
}

/** When the client has gone, and when its time is up. */
function goneOrAfter(ctx: Context, ms: number): WhenGone {
  return leave => {
    const timer = setTimeout(leave, ms);
    whenGone(ctx)(() => {
      clearTimeout(timer);
      leave();
    });
  };
}
