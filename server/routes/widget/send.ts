/** `POST /apps/voice-api/widget/send`: accepts a message and answers at once where to ask for the reply. */
import type {Middleware} from 'koa';
import {hasEnded} from '../../../core/events/read.ts';
import {type Accept, accept, clinicOf} from '../../../core/queue/accept.ts';
import {Accepted, PollAnswer, SendBody} from '../../../core/wire/message.ts';
import {addressOf} from '../../client-address.ts';
import {insistOnOrigin} from '../../middleware/allow-origins.ts';
import {cameWith} from '../../middleware/identify-requests.ts';
import {idempotencyKey, keyOf, newMessage, refusedSend} from '../../new-message.ts';
import {json, prefer, seconds} from '../../openapi/operation.ts';
import {ownerOf, tokenFor} from '../../session-token.ts';
import {firstPollMs} from '../../transport/advice.ts';
import {pollAnswer} from '../../transport/poll-answer.ts';
import {guardWaitMs, preferredWait} from '../../transport/wait.ts';
import type {Route} from '../route.ts';
import {logUrl} from './log.ts';
import {type PollDeps, pollUrl, whenGone} from './poll.ts';
import {streamUrl} from './stream.ts';

type SendDeps = Accept & PollDeps;

export const send: Route<SendDeps> = {
  method: 'post',
  path: '/apps/voice-api/widget/send',
  access: 'public',
  body: {schema: SendBody},
  describe: {
    operationId: 'sendMessage',
    tag: 'messages',
    summary: 'Send a message',
    token: 'perhaps',
    parameters: [idempotencyKey, prefer],
    responses: {
      200: json('The reply came within the preferred wait', PollAnswer),
      202: json('Accepted, durable, and waiting', Accepted, {
        ...seconds,
        Location: {schema: {type: 'string'}},
      }),
      ...refusedSend,
    },
  },
  handle: sendMessage,
};

function sendMessage(deps: SendDeps): Middleware {
  const {waitingRoom, adviser, clinics, cors, tokens} = deps;
  return async function sendMessage(ctx) {
    const owner = await ownerOf(tokens, ctx);
    const sender = {owner, address: addressOf(ctx)};
    const message = await newMessage(deps, ctx.request.body, sender, keyOf(ctx.get('Idempotency-Key')));
    insistOnOrigin(ctx, cors, [clinicOf(clinics, message.clinic)]);
    const accepted = await accept(deps, message, cameWith(ctx));
    const {id, session, guard} = accepted;
    const {token, reader} = await tokenFor(tokens, message, accepted, owner);
    const holdMs = preferredWait(ctx);
    if (holdMs !== undefined) {
      // Whoever is in danger is not kept waiting for an agent before the guard is heard.
      const patienceMs = guard ? Math.min(holdMs, guardWaitMs) : holdMs;
      const reply = await waitingRoom.wait(id, {holdMs: patienceMs, whenGone: whenGone(ctx), reader});
      if (reply && hasEnded(reply)) {
        ctx.set('Preference-Applied', `wait=${holdMs / 1000}`);
        ctx.status = 200; // as it is: nothing secret is compressed
        ctx.body = {
          ...pollAnswer(reply, undefined, adviser.advise(reply, holdMs, false)),
          ...(token && {token}),
        } satisfies PollAnswer;
        return;
      }
    }
    const url = pollUrl(id);
    ctx.status = 202;
    ctx.set('Location', url);
    ctx.set('Retry-After', '1');
    ctx.body = {
      message_id: id,
      session_id: session,
      status: 'queued',
      poll_url: url,
      stream_url: streamUrl(id),
      log_url: logUrl(id),
      retry_after_ms: firstPollMs,
      ...(token && {token}),
      ...(guard && {guard}),
    } satisfies Accepted;
  };
}
