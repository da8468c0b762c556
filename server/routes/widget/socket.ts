/**
 * `GET /ws/widget/{session_id}`: what the document tells of the WebSocket, which OpenAPI has no words of its own for.
 * Upgrades are answered by `server/socket/socket-room.ts`; what comes here asked for none.
 */
import type {Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import {SendBody} from '../../../core/wire/message.ts';
import {SocketCancel, SocketFrame, SocketResume} from '../../../core/wire/stream.ts';
import {query} from '../../openapi/operation.ts';
import type {Route} from '../route.ts';

type SocketDeps = {sockets: {enabled: boolean}};

export const socket: Route<SocketDeps> = {
  method: 'get',
  path: '/ws/widget/{session_id}',
  access: 'public',
  describe: {
    operationId: 'openSocket',
    tag: 'messages',
    summary: 'A conversation over a WebSocket',
    token: 'perhaps',
    description:
      'Frames are JSON texts of at most 64 KiB. The client sends messages (SendBody; the session is that of the ' +
      'address), SocketCancel and SocketResume, and is told SocketFrame. Closed with 1001 when the process goes ' +
      'away (come back and resume), 1003 for binary frames, 1008 for too many (30 in 10 s), 1009 for one that is ' +
      'too big, 4408 after 30 minutes of silence.',
    parameters: [query('token', 'The session token, or as the subprotocol `plaintalk.<token>`')],
    responses: {
      101: {description: 'Open', 'x-client': [SendBody, SocketCancel, SocketResume]},
      400: '`invalid_request`: no WebSocket handshake',
      404: '`not_found`: switched off; `session_not_found`: no session can have this name',
      426: '`upgrade_required`: no WebSocket was asked for',
      503: '`overloaded`: too many are open; `unavailable`: the process is ending; see Retry-After',
    },
    'x-server': SocketFrame,
  },
  handle: ({sockets}) => (sockets.enabled ? requireUpgrade : undefined),
};

const requireUpgrade: Middleware = ctx => {
  ctx.set('Upgrade', 'websocket');
  throw new ChatError('upgrade_required');
};
