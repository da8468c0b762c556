/** `/admin/sessions/{session_id}/reply` and `…/resume`: a person answers in a conversation, or gives it back. */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {ChatError} from '../../core/errors.ts';
import {channels} from '../../core/keys.ts';
import type {Log} from '../../core/log.ts';
import {eventsTtlMs} from '../../core/queue/entry.ts';
import {type Conversation, resume, speak} from '../../core/queue/speak.ts';
import type {Redis} from '../../core/redis.ts';
import {MessageText, Name} from '../../core/wire.ts';
import {parse} from '../parse.ts';

/** A session's name means something only within its channel. */
const OnChannel = z.object({channel: z.enum(channels).default('widget')});

export const PersonReply = OnChannel.extend({
  text: MessageText,
  name: Name.optional().meta({description: 'Of the person, as the visitor may read it'}),
}).meta({id: 'PersonReply'});
export const Resume = OnChannel.meta({id: 'Resume'});

export type AdminSessionsDeps = {redis: Redis; log: Log; limits: {resultTtlMs: number}};

/** 201 with the id of the message that carries the words; from then on no agent answers in this conversation. */
export function replyAsPerson({redis, log, limits}: AdminSessionsDeps): Middleware {
  return async function replyAsPerson(ctx) {
    const {text, name, channel} = parse(PersonReply, ctx.request.body);
    const conversation = conversationOf(ctx, channel);
    const message = await speak(redis, {...limits, eventsTtlMs}, conversation, {text, name});
    if (message === null) throw new ChatError('session_not_found');
    log.info({message, channel}, 'person.answered');
    ctx.status = 201;
    ctx.body = {message_id: message, session_id: conversation.session, channel};
  };
}

/** 204; the agent answers what waits there. 404 where no person had it. */
export function resumeAgent({redis, log, limits}: AdminSessionsDeps): Middleware {
  return async function resumeAgent(ctx) {
    const {channel} = parse(Resume, ctx.request.body ?? {});
    const outcome = await resume(redis, {...limits, eventsTtlMs}, conversationOf(ctx, channel));
    if (outcome === 'unmarked') throw new ChatError('session_not_found', 'No person has this conversation');
    log.info({channel}, 'agent.resumed');
    ctx.status = 204;
  };
}

function conversationOf(ctx: Context, channel: Conversation['channel']): Conversation {
  const session: unknown = ctx['params']?.['session_id'];
  // Those of the channels have more in their names than those of the widget.
  if (typeof session !== 'string' || !/^[\w:.~%@+-]{1,256}$/.test(session))
    throw new ChatError('session_not_found');
  return {channel, session};
}
