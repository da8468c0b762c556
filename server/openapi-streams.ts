/** The OpenAPI paths of the streams: server-sent events and the WebSocket, which OpenAPI has no words of its own for. */
import {SocketCancel, SocketFrame, SocketResume, StreamAck} from '../core/wire/stream.ts';

import {problem, ref} from './openapi-parts.ts';

export const streamBodies = {StreamAck, SocketCancel, SocketResume, SocketFrame};

type Send = {parameters: {name: string}[]; requestBody: object; responses: Record<number, object>};

/** `send`: the operation that a streamed send is refused like. */
export function streamPaths(send: Send): Record<string, unknown> {
  const {200: _, 202: __, ...refusals} = send.responses;
  return {
    '/apps/voice-api/widget-stream': {
      post: {
        summary: 'Send a message and stream its events',
        parameters: send.parameters.filter(({name}) => name !== 'Prefer'),
        requestBody: send.requestBody,
        responses: {
          200: events('`ack` first (StreamAck), then the events; each has its cursor as `id`'),
          ...refusals,
        },
      },
    },
    '/apps/voice-api/widget-stream/{message_id}': {get: stream},
    '/ws/widget/{session_id}': {get: socket},
  };
}

const events = (description: string) => ({
  description,
  content: {'text/event-stream': {schema: {type: 'string'}, 'x-event': ref('MessageEvent')}},
});
const inPath = (name: string) => ({name, in: 'path', required: true, schema: {type: 'string'}});
const optional = (where: 'query' | 'header', name: string, description: string) => ({
  name,
  in: where,
  description,
  schema: {type: 'string'},
});

const stream = {
  summary: 'The events of a message as they come',
  description: 'Ends after the terminal event; without one, come back with the last cursor.',
  parameters: [
    inPath('message_id'),
    optional('header', 'Last-Event-ID', 'Begin after this cursor; goes before `after`'),
    optional('query', 'after', 'Begin after this cursor'),
  ],
  responses: {
    200: events('Each event has its cursor as `id` and its type as `event`; a comment every 15 s'),
    204: {description: 'The cursor is at or past the terminal event: do not come back'},
    400: problem('`invalid_cursor`'),
    404: problem('`message_not_found`: unknown or expired'),
    503: problem('Redis is away; see Retry-After'),
  },
};

const socket = {
  summary: 'A conversation over a WebSocket',
  description:
    'Frames are JSON texts of at most 64 KiB. The client sends messages (SendBody; the session is that of the ' +
    'address), SocketCancel and SocketResume, and is told SocketFrame. Closed with 1001 when the process goes ' +
    'away (come back and resume), 1003 for binary frames, 1008 for too many (30 in 10 s), 1009 for one that is ' +
    'too big, 4408 after 30 minutes of silence.',
  parameters: [
    inPath('session_id'),
    optional('query', 'token', 'The session token, or as the subprotocol `plaintalk.<token>`'),
  ],
  responses: {
    101: {description: 'Open', 'x-client': ['SendBody', 'SocketCancel', 'SocketResume'].map(ref)},
    400: problem('`invalid_request`: no WebSocket handshake'),
    403: problem('`origin_not_allowed`'),
    404: problem('`not_found`: switched off; `session_not_found`: no session can have this name'),
    503: problem('`overloaded`: too many are open; `unavailable`: the process is ending; see Retry-After'),
  },
  'x-server': ref('SocketFrame'),
};
