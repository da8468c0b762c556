/**
 * `/admin/sessions`: which conversations there are, the words of one as they come, and that a person takes it. What a
 * person says there, and giving it back, is in `admin-sessions.ts`.
 */
import type {Middleware} from 'koa';
import {z} from 'zod';
import type {ClinicsById} from '../../../core/clinics/clinic.ts';
import {ChatError} from '../../../core/errors.ts';
import {channels} from '../../../core/keys.ts';
import type {Log} from '../../../core/log.ts';
import {take} from '../../../core/queue/handoff/take.ts';
import {eventsTtlMs} from '../../../core/queue/messages.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {listConversations, parsePosition, spellPosition} from '../../../core/sessions/list-conversations.ts';
import {Conversation, DeskClinics, SessionList, SessionState, Take, Taken} from '../../../core/wire/desk.ts';
import {Name} from '../../../core/wire/message.ts';
import {logOf} from '../../middleware/identify-requests.ts';
import {json, parametersOf} from '../../openapi/operation.ts';
import {parse, parseQuery} from '../../parse.ts';
import type {WaitingRoom} from '../../transport/waiting-room.ts';
import type {Route} from '../route.ts';
import {followingParameters, HistoryQuery, readPage} from '../widget/history.ts';
import {type AdminSessionsDeps, conversationOf, OnChannel} from './admin-sessions.ts';

const ListQuery = z.object({
  state: SessionState.optional(),
  channel: z.enum(channels).optional(),
  clinic: Name.optional(),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50)
    .meta({description: 'Conversations of a page'}),
  before: z.string().optional().meta({description: '`next` of an earlier answer: those behind it'}),
});

type DeskDeps = AdminSessionsDeps & {waitingRoom: WaitingRoom};

export const listSessions: Route<{redis: Redis}> = {
  method: 'get',
  path: '/admin/sessions',
  access: 'admin',
  audits: 'conversation.listed',
  describe: {
    operationId: 'listConversations',
    tag: 'operators',
    summary: 'Which conversations there are, and which need a person; without a word of them',
    parameters: parametersOf(ListQuery),
    responses: {200: json('A page', SessionList), 400: '`invalid_request` or `invalid_cursor`'},
  },
  handle: showList,
};

export const listClinics: Route<{clinics: {known: ClinicsById}}> = {
  method: 'get',
  path: '/admin/clinics',
  access: 'admin',
  describe: {
    operationId: 'listClinics',
    tag: 'operators',
    summary: 'Which clinics there are, and what their front desks say often',
    responses: {200: json('All of them, by id', DeskClinics)},
  },
  handle:
    ({clinics}) =>
    ctx => {
      const all = [...clinics.known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      ctx.body = {
        clinics: all.map(({id, name, deskTexts = []}) => ({clinic_id: id, name, desk_texts: deskTexts})),
      } satisfies DeskClinics;
    },
};

export const readSession: Route<DeskDeps> = {
  method: 'get',
  path: '/admin/sessions/{session_id}',
  access: 'admin',
  audits: 'conversation.read',
  describe: {
    operationId: 'readConversation',
    tag: 'operators',
    summary: 'The words of a conversation, the last page first; or what came after a cursor, as it comes',
    parameters: [...parametersOf(OnChannel), ...parametersOf(HistoryQuery), ...followingParameters],
    responses: {
      200: json('A page', Conversation),
      400: '`invalid_request` or `invalid_cursor`',
      404: '`session_not_found`',
    },
  },
  handle: showConversation,
};

export const takeSession: Route<{redis: Redis; log: Log; limits: {resultTtlMs: number}}> = {
  method: 'post',
  path: '/admin/sessions/{session_id}/take',
  access: 'admin',
  audits: 'conversation.taken',
  body: {schema: Take, optional: true},
  describe: {
    operationId: 'takeConversation',
    tag: 'operators',
    summary:
      'A person takes a conversation over without saying anything yet: the agent is stopped and stays silent',
    description:
      'Taking it again changes nothing. Where somebody has it who told another name, it is theirs until it is given back, or `instead_of` tells that name.',
    responses: {
      200: json('It is taken', Taken),
      404: '`session_not_found`',
      409: '`conversation_taken`: `taken_by` in the problem has it',
    },
  },
  handle: takeConversation,
};

function showList({redis}: {redis: Redis}): Middleware {
  return async function showList(ctx) {
    const {before: cursor, ...wanted} = parseQuery(ListQuery, ctx);
    const before = cursor === undefined ? undefined : parsePosition(cursor);
    if (before === null) throw new ChatError('invalid_cursor');
    const {sessions, next} = await listConversations(redis, {...wanted, before});
    ctx.body = {sessions, next: next && spellPosition(next)} satisfies SessionList;
  };
}

function showConversation(deps: DeskDeps): Middleware {
  return async function showConversation(ctx) {
    const {channel} = parseQuery(OnChannel, ctx);
    const {session} = conversationOf(ctx, channel);
    const page = await readPage(deps, ctx, {channel, session, as: 'operator'});
    if (!page) throw new ChatError('session_not_found');
    const {takenBy, isNeedy, ...shown} = page;
    ctx.body = {
      session_id: session,
      channel,
      ...shown,
      state: isNeedy ? 'waiting' : shown.state,
      ...(takenBy !== undefined && {taken_by: takenBy}),
    } satisfies Conversation;
  };
}

function takeConversation({redis, log, limits}: AdminSessionsDeps): Middleware {
  return async function takeConversation(ctx) {
    const {channel, name, instead_of: insteadOf} = parse(Take, ctx.request.body ?? {});
    const {session} = conversationOf(ctx, channel);
    const taken = await take(redis, {...limits, eventsTtlMs}, {channel, session}, {name, insteadOf});
    if (taken.status === 'gone') throw new ChatError('session_not_found');
    if (taken.status === 'taken') {
      throw new ChatError('conversation_taken', undefined, {more: {taken_by: taken.holder}});
    }
    logOf(ctx, log).info({channel}, 'person.took');
    ctx.body = {
      session_id: session,
      channel,
      state: 'person',
      since: new Date(taken.since).toISOString(),
      ...(taken.holder !== '' && {taken_by: taken.holder}),
    } satisfies Taken;
  };
}
