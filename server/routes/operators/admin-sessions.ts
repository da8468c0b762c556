/** `/admin/sessions/{session_id}`: a person answers in a conversation, gives it back, or erases it. */
import type {Context, Middleware} from 'koa';
import {z} from 'zod';
import {withSecureSessions} from '../../../core/channels/hearing/invite.ts';
import type {ClinicsById} from '../../../core/clinics/clinic.ts';
import {ChatError} from '../../../core/errors.ts';
import {channels} from '../../../core/keys.ts';
import type {Log} from '../../../core/log.ts';
import {type Conversation, giveBack, takeOver} from '../../../core/queue/handoff/take-over.ts';
import {eventsTtlMs} from '../../../core/queue/messages.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {eraseSession} from '../../../core/sessions/erase-session.ts';
import type {Links} from '../../../core/sessions/secure-link.ts';
import {MessageText, Name} from '../../../core/wire/message.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {json, parametersOf} from '../../openapi/operation.ts';
import {parse, parseQuery} from '../../parse.ts';
import type {Route} from '../route.ts';

/** A session's name means something only within its channel. */
export const OnChannel = z.object({channel: z.enum(channels).default('widget')});

const PersonReply = OnChannel.extend({
  text: MessageText,
  name: Name.optional().meta({description: 'Of the person, as the visitor may read it'}),
}).meta({
  id: 'PersonReply',
  examples: [{text: 'This is the front desk. How can I help?', name: 'Robin', channel: 'widget'}],
});
const PersonReplied = z
  .object({message_id: z.string(), session_id: z.string(), channel: z.enum(channels)})
  .meta({
    id: 'PersonReplied',
    examples: [
      {message_id: 'Zm9yIGV4YW1wbGUgb25seQ', session_id: 'VjEgdGhlIHNhbWUgb25lIQ', channel: 'widget'},
    ],
  });
type PersonReplied = z.infer<typeof PersonReplied>;
const Resume = OnChannel.meta({id: 'Resume', examples: [{channel: 'widget'}]});

export type AdminSessionsDeps = {redis: Redis; log: Log; limits: {resultTtlMs: number}};

export const reply: Route<AdminSessionsDeps> = {
  method: 'post',
  path: '/admin/sessions/{session_id}/reply',
  access: 'admin',
  audits: 'conversation.answered',
  body: {schema: PersonReply},
  describe: {
    operationId: 'replyAsPerson',
    tag: 'operators',
    summary: 'A person answers in a conversation, and has it from then on',
    responses: {
      201: json('The message that carries the words', PersonReplied),
      404: '`session_not_found`',
    },
  },
  handle: replyAsPerson,
};

export const resume: Route<AdminSessionsDeps> = {
  method: 'post',
  path: '/admin/sessions/{session_id}/resume',
  access: 'admin',
  audits: 'conversation.given_back',
  body: {schema: Resume, optional: true},
  describe: {
    operationId: 'resumeAgent',
    tag: 'operators',
    summary: 'A conversation goes back to the agent, which answers what waits there',
    responses: {
      204: 'Given back',
      404: '`session_not_found`: no person has it',
    },
  },
  handle: resumeAgent,
};

type EraseDeps = AdminSessionsDeps & {links: Links; clinics: {known: ClinicsById}};

export const erase: Route<EraseDeps> = {
  method: 'delete',
  path: '/admin/sessions/{session_id}',
  access: 'admin',
  audits: 'conversation.erased',
  describe: {
    operationId: 'eraseConversation',
    tag: 'operators',
    summary: 'Erase a conversation, on whichever channel; what is being answered or sent is stopped',
    parameters: parametersOf(OnChannel),
    responses: {
      204: 'Nothing of it is left',
      404: '`session_not_found`: there was nothing of it',
    },
  },
  handle: eraseConversation,
};

/** 201 with the id of the message that carries the words; from then on no agent answers in this conversation. */
function replyAsPerson({redis, log, limits}: AdminSessionsDeps): Middleware {
  return async function replyAsPerson(ctx) {
    const {text, name, channel} = parse(PersonReply, ctx.request.body);
    const conversation = conversationOf(ctx, channel);
    const message = await takeOver(redis, {...limits, eventsTtlMs}, conversation, {text, name});
    if (message === null) throw new ChatError('session_not_found');
    logOf(ctx, log).info({message, channel}, 'person.answered');
    ctx.status = 201;
    ctx.body = {message_id: message, session_id: conversation.session, channel} satisfies PersonReplied;
  };
}

/** 204; the agent answers what waits there. 404 where no person had it. */
function resumeAgent({redis, log, limits}: AdminSessionsDeps): Middleware {
  return async function resumeAgent(ctx) {
    const {channel} = parse(Resume, ctx.request.body ?? {});
    const outcome = await giveBack(redis, {...limits, eventsTtlMs}, conversationOf(ctx, channel));
    if (outcome === 'unmarked') throw new ChatError('session_not_found', 'No person has this conversation');
    logOf(ctx, log).info({channel}, 'agent.resumed');
    ctx.status = 204;
  };
}

/** 204, and nothing of the conversation is left. 404 where there was nothing of it. */
function eraseConversation({redis, log, limits, links, clinics}: EraseDeps): Middleware {
  return async function eraseConversation(ctx) {
    const {channel} = parseQuery(OnChannel, ctx);
    const retention = {eventsTtlMs, resultTtlMs: limits.resultTtlMs};
    const all = await withSecureSessions(links, clinics.known, conversationOf(ctx, channel));
    const erased = await Promise.all(all.map(one => eraseSession(redis, retention, one)));
    if (erased.every(({status}) => status !== 'erased')) throw new ChatError('session_not_found');
    logOf(ctx, log).info(
      {channel, count: erased.reduce((sum, {messages}) => sum + messages, 0)},
      'session.erased',
    );
    ctx.status = 204;
  };
}

export function conversationOf(ctx: Context, channel: Conversation['channel']): Conversation {
  const session: unknown = ctx['params']?.['session_id'];
  // Those of the channels have more in their names than those of the widget.
  if (typeof session !== 'string' || !/^[\w:.~%@+-]{1,256}$/.test(session))
    throw new ChatError('session_not_found');
  return {channel, session};
}
