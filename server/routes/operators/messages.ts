/**
 * `/admin/messages/{message_id}`: what became of a message, its words to who asks for them, and what was given up sent
 * again or forgotten. What acts, and what shows words, is written down before it is done.
 */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import {timeOf} from '../../../core/events/cursor.ts';
import {keys} from '../../../core/keys.ts';
import type {Log} from '../../../core/log.ts';
import {type DeadDelivery, dropDelivery, readDeadDeliveries, resend} from '../../../core/outbox/resend.ts';
import {drop, findLetters, type Letter, replay, replayedAs} from '../../../core/queue/dead-letters.ts';
import type {Limits} from '../../../core/queue/enqueue.ts';
import {findByLogName} from '../../../core/queue/figures/find-message.ts';
import {explainPlace, locateMessage} from '../../../core/queue/figures/locate.ts';
import {deliveryFacts, detailOf, factsOf} from '../../../core/queue/figures/message-facts.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {openIfWhole} from '../../../core/seal.ts';
import {messageIdPattern} from '../../../core/wire/message.ts';
import {Replayed, Timeline, Words} from '../../../core/wire/work.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {json} from '../../openapi/operation.ts';
import type {Route} from '../route.ts';

type Deps = {redis: Redis; log: Log; limits: Limits};

const notGivenUp = 'No such message was given up';
const unknown = {404: '`message_not_found`: unknown, expired, or not given up'};

export const timeline: Route<Deps> = {
  method: 'get',
  path: '/admin/messages/{message_id}',
  access: 'admin',
  describe: {
    operationId: 'readTimeline',
    tag: 'operators',
    summary: 'Where a message is and how it got there, without a word of it',
    description: 'By its id, or by its name in the log (`m:…`), for which all messages are looked at.',
    responses: {200: json('Its events, oldest first', Timeline), ...unknown},
  },
  handle: showTimeline,
};

export const words: Route<Deps> = {
  method: 'get',
  path: '/admin/messages/{message_id}/words',
  access: 'admin',
  audits: 'message.shown',
  describe: {
    operationId: 'showWords',
    tag: 'operators',
    summary: 'What was said in a message and answered to it; who looks is written down',
    responses: {200: json('Both sides', Words), ...unknown},
  },
  handle: showWords,
};

export const replayMessage: Route<Deps> = {
  method: 'post',
  path: '/admin/messages/{message_id}/replay',
  access: 'admin',
  audits: 'message.replayed',
  describe: {
    operationId: 'replayMessage',
    tag: 'operators',
    summary:
      'A message that was given up is asked again, as a new one of its session; polls of the old one follow it',
    description: 'Safe to repeat: it becomes one message, whoever asks for it.',
    responses: {202: json('Accepted', Replayed), ...unknown},
  },
  handle: replayLetter,
};

export const discardMessage: Route<Deps> = {
  method: 'post',
  path: '/admin/messages/{message_id}/discard',
  access: 'admin',
  audits: 'message.dropped',
  describe: {
    operationId: 'discardMessage',
    tag: 'operators',
    summary: 'A message that was given up is not listed any more; its conversation stays as it is',
    responses: {204: 'Not listed any more', ...unknown},
  },
  handle: ({redis}) =>
    async function discard(ctx) {
      for (const letter of await lettersOf(redis, ctx)) await drop(redis, letter);
      ctx.status = 204;
    },
};

export const resendDelivery: Route<Deps> = {
  method: 'post',
  path: '/admin/deliveries/{message_id}/resend',
  access: 'admin',
  audits: 'delivery.resent',
  describe: {
    operationId: 'resendDelivery',
    tag: 'operators',
    summary:
      'A reply that was given up on its way out leaves again, from the first piece that has not gone out',
    responses: {202: 'It leaves again', ...unknown},
  },
  handle: sendAgain,
};

export const discardDelivery: Route<Deps> = {
  method: 'post',
  path: '/admin/deliveries/{message_id}/discard',
  access: 'admin',
  audits: 'delivery.dropped',
  describe: {
    operationId: 'discardDelivery',
    tag: 'operators',
    summary: 'A reply that was given up on its way out is not listed any more',
    responses: {204: 'Not listed any more', ...unknown},
  },
  handle: ({redis}) =>
    async function discard(ctx) {
      for (const dead of await deliveriesOf(redis, ctx)) await dropDelivery(redis, dead);
      ctx.status = 204;
    },
};

function showTimeline({redis}: Deps): Middleware {
  return async function showTimeline(ctx) {
    const id = await namedOf(redis, ctx);
    const [found, delivery] = await Promise.all([
      locateMessage(redis, id),
      redis.run(client => client.hGetAll(keys.delivery(id))),
    ]);
    if (!found) throw new ChatError('message_not_found');
    const {channel, fields, events, place} = found;
    ctx.body = {
      message_id: id,
      channel,
      clinic_id: fields['clinic'] ?? '',
      status: fields['status'] ?? '',
      place: explainPlace(place),
      facts: factsOf(fields),
      events: events.map(({id: at, message}) => ({
        at: timeOf(at),
        type: message['type'] ?? '',
        detail: detailOf(message),
      })),
      delivery: deliveryFacts(delivery),
    } satisfies Timeline;
  };
}

function showWords({redis}: Deps): Middleware {
  return async function showWords(ctx) {
    const id = idOf(ctx);
    const [clinic, text, reply] = await redis.run(client =>
      client.hmGet(keys.message(id), ['clinic', 'text', 'reply']),
    );
    if (clinic == null || text == null) throw new ChatError('message_not_found');
    const open = (field: string, value: string) =>
      openIfWhole(redis.sealer, field, {clinic, owner: id}, value);
    ctx.body = {
      text: open('text', text) ?? '',
      reply: (reply == null ? undefined : open('reply', reply)) ?? null,
    } satisfies Words;
  };
}

function replayLetter({redis, log, limits}: Deps): Middleware {
  return async function replayLetter(ctx) {
    const known = idOf(ctx);
    const [letter] = await findLetters(redis, known);
    const outcome = letter && (await replay(redis, limits, letter));
    if (outcome?.status === 'kept') throw new ChatError('overloaded', outcome.reason, {retryAfterSeconds: 5});
    if (outcome?.status === 'expired') throw new ChatError('message_not_found', outcome.reason);
    // Or it was by somebody else, a moment ago or before.
    const id = outcome?.status === 'replayed' ? outcome.id : await replayedAs(redis, known);
    if (id === undefined) throw new ChatError('message_not_found', notGivenUp);
    logOf(ctx, log).info({message: id}, 'message.replayed');
    ctx.status = 202;
    ctx.body = {message_id: id} satisfies Replayed;
  };
}

function sendAgain({redis, limits}: Deps): Middleware {
  return async function sendAgain(ctx) {
    for (const dead of await deliveriesOf(redis, ctx)) {
      const status = await resend(redis, limits, dead);
      if (status === 'expired') throw new ChatError('message_not_found', 'Its words are not kept any more');
    }
    ctx.status = 202;
  };
}

/** Throws `message_not_found` where it was not given up. */
async function lettersOf(redis: Redis, ctx: Context): Promise<Letter[]> {
  const letters = await findLetters(redis, idOf(ctx));
  if (letters.length === 0) throw new ChatError('message_not_found', notGivenUp);
  return letters;
}

async function deliveriesOf(redis: Redis, ctx: Context): Promise<DeadDelivery[]> {
  const id = idOf(ctx);
  const found = (await readDeadDeliveries(redis)).filter(({message}) => message === id);
  if (found.length === 0) throw new ChatError('message_not_found', 'No such delivery was given up');
  return found;
}

/** Of a larger store than this many thousand keys only a terminal asks by the name in the log. */
const mostPages = 500;

/** By its id, or by what it is called in the log. */
async function namedOf(redis: Redis, ctx: Context): Promise<string> {
  const name: unknown = ctx['params']?.['message_id'];
  if (typeof name !== 'string' || !/^m:[\w-]{12}$/.test(name)) return idOf(ctx);
  const id = await findByLogName(redis, name, mostPages);
  if (id === undefined) throw new ChatError('message_not_found');
  return id;
}

function idOf(ctx: Context): string {
  const id: unknown = ctx['params']?.['message_id'];
  if (typeof id !== 'string' || !messageIdPattern.test(id)) throw new ChatError('message_not_found');
  return id;
}
