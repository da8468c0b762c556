/** `GET /healthz`: the process turns, Redis or not. `GET /readyz`: it can accept, that is, Redis takes what is written and has room. */
import type {Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../../core/errors.ts';
import type {Watcher} from '../../../core/events/watch.ts';
import {keys} from '../../../core/keys.ts';
import {isForbidden, refusal} from '../../../core/redis/condition.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {faultSentence} from '../../../core/redis/fault.ts';
import type {Fullness} from '../../../core/redis/fullness.ts';
import {json} from '../../openapi/operation.ts';
import type {WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';

/** A blocking read that is stuck for longer will not come back by itself. */
const stuckMs = 15_000;

type ReadyDeps = {
  redis: Redis;
  fullness: Fullness;
  waitingRoom: WaitingRoom;
  limits: {queueMaxLength: number};
};

const ProcessState = z
  .object({status: z.enum(['ok', 'ready'])})
  .meta({id: 'ProcessState', examples: [{status: 'ok'}]});

export const liveness: Route<{watcher: Watcher}> = {
  method: 'get',
  path: '/healthz',
  access: 'open',
  describe: {
    operationId: 'isAlive',
    tag: 'process',
    summary: 'The process is alive',
    responses: {200: json('Alive', ProcessState), 503: 'Not any more: end it, and start another'},
  },
  handle: healthz,
};

export const readiness: Route<ReadyDeps> = {
  method: 'get',
  path: '/readyz',
  access: 'open',
  describe: {
    operationId: 'isReady',
    tag: 'process',
    summary: 'Messages can be accepted',
    responses: {
      200: json('Ready', ProcessState),
      503: 'Redis is away, full or takes nothing, the queue is full, or the process is ending',
    },
  },
  handle: readyz,
};

/** 503 when the loop that wakes the waiting polls has not turned lately. */
function healthz({watcher}: {watcher: Watcher}): Middleware {
  return function healthz(ctx) {
    if (watcher.idleMs > stuckMs) throw new ChatError('unavailable');
    ctx.body = {status: 'ok'};
  };
}

/** 503 where a send would be refused: Redis is away, takes nothing or is too full, the queue is full, or the process is ending. */
function readyz({redis, fullness, waitingRoom, limits}: ReadyDeps): Middleware {
  return async function readyz(ctx) {
    if (waitingRoom.closed) throw new ChatError('unavailable');
    const [refused, open] = await Promise.all([
      refusal(redis),
      redis.run(client => client.zCard(keys.open), 1000),
      fullness.read(1000).catch(error => {
        if (!isForbidden(error)) throw error; // our user may not ask: it is as it was known last
      }),
    ]);
    if (refused) throw new ChatError('unavailable', faultSentence(refused));
    if (fullness.shedding === 'sends' || open >= limits.queueMaxLength) throw new ChatError('overloaded');
    ctx.body = {status: 'ready'};
  };
}
