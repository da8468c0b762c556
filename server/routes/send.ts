/** `POST /apps/voice-api/widget/send`: accepts a message and answers at once where to ask for the reply. */
import type {Context, Middleware} from 'koa';
import {hasEnded} from '../../core/events/read.ts';
import {newId} from '../../core/ids.ts';
import type {NewMessage} from '../../core/queue/enqueue.ts';
import {type Accepted, IdempotencyKey, SendBody} from '../../core/wire.ts';
import {type Accept, accept, type Clinics, clinicOf} from '../accept.ts';
import {invalid, parse} from '../parse.ts';
import {preferredWait} from '../wait.ts';
import type {WaitingRoom} from '../waiting-room.ts';
import {answerPoll, pollUrl, whileOpen} from './poll.ts';

/** Advice for the first poll, in milliseconds. */
const firstPollMs = 400;
/** A key that opens a session stands for it: it must be as hard to guess as one. */
const sessionKeyLength = 22;

export function sendMessage(deps: Accept & {waitingRoom: WaitingRoom}): Middleware {
  return async function sendMessage(ctx) {
    const {id, session} = await accept(deps, toMessage(ctx, deps.clinics));
    const wait = preferredWait(ctx);
    if (wait !== undefined) {
      const message = await deps.waitingRoom.wait(id, {holdMs: wait, signal: whileOpen(ctx)});
      if (message && hasEnded(message)) {
        ctx.set('Preference-Applied', `wait=${wait / 1000}`);
        return answerPoll(ctx, message, undefined, 0);
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
      retry_after_ms: firstPollMs,
    } satisfies Accepted;
  };
}

/** The message as it was sent. Throws `invalid_request` or `clinic_not_found`. */
function toMessage(ctx: Context, clinics: Clinics): NewMessage {
  const body = parse(SendBody, ctx.request.body);
  const {text, session_id, clinic_id, agent_id, user_id, metadata} = body;
  const clinic = clinicOf(clinics, clinic_id);
  const key = headerKey(ctx) ?? body.client_message_id;
  if (key !== undefined && session_id === undefined && key.length < sessionKeyLength) {
    const detail = `must have at least ${sessionKeyLength} characters where no session_id is sent`;
    throw invalid([{detail, pointer: '#/client_message_id'}]);
  }
  return {
    id: newId(),
    channel: 'widget',
    session: session_id ?? newId(),
    text,
    clinic: clinic.id,
    agent: agent_id,
    user: user_id,
    metadata,
    idempotency:
      key === undefined
        ? undefined
        : {
            key,
            scope: session_id === undefined ? `clinic ${clinic.id}` : `session ${session_id}`,
            payload: {text, clinic_id, agent_id, user_id, metadata},
          },
  };
}

/** `Idempotency-Key`, bare or as a quoted string. */
function headerKey(ctx: Context): string | undefined {
  const given = ctx.get('Idempotency-Key');
  if (given === '') return undefined;
  const bare = /^"(.*)"$/.exec(given)?.[1] ?? given;
  const {success, data, error} = IdempotencyKey.safeParse(bare);
  if (!success)
    throw invalid([{detail: error.issues[0]?.message ?? '', pointer: '#/headers/Idempotency-Key'}]);
  return data;
}
