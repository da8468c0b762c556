/** `GET /healthz`: the process turns, Redis or not. `GET /readyz`: it can accept, that is, Redis answers. */
import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import type {Watcher} from '../../core/events/watch.ts';
import type {Redis} from '../../core/redis/connection.ts';
import type {WaitingRoom} from '../waiting-room.ts';

/** A blocking read that is stuck for longer will not come back by itself. */
const stuckMs = 15_000;

/** 503 when the loop that wakes the waiting polls has not turned lately. */
export function healthz({watcher}: {watcher: Watcher}): Middleware {
  return function healthz(ctx) {
    if (watcher.idleMs > stuckMs) throw new ChatError('unavailable');
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
