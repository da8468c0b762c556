/** `GET /healthz`: the process turns. `GET /readyz`: it can accept, that is, Redis answers. */
import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import type {Redis} from '../../core/redis.ts';
import type {WaitingRoom} from '../waiting-room.ts';

export function healthz(): Middleware {
  return function healthz(ctx) {
    ctx.body = {status: 'ok'};
  };
}

/** 503 `unavailable` while Redis is away and while the process is ending. */
export function readyz({redis, waitingRoom}: {redis: Redis; waitingRoom: WaitingRoom}): Middleware {
  return async function readyz(ctx) {
    if (waitingRoom.closed) throw new ChatError('unavailable');
    await redis.run(client => client.ping(), 1000);
    ctx.body = {status: 'ready'};
  };
}
