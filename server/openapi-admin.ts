/** What operators ask, for the OpenAPI document. */

import {StreamsHealth} from '../core/wire/health.ts';
import {failures, json, problem, ref} from './openapi-parts.ts';
import {PersonReply, Resume} from './routes/admin-sessions.ts';

export const adminBodies = {StreamsHealth, PersonReply, Resume};

const refusals = {
  401: problem('`unauthorized`: the admin token is missing or wrong'),
  403: problem(
    '`forbidden`: no admin token is set, and the request does not come directly from this machine',
  ),
};
const operator = {security: [{}, {admin: []}]};
const session = {name: 'session_id', in: 'path', required: true, schema: {type: 'string'}};

const health = {
  summary: 'How queue, workers, outbox and channels are',
  ...operator,
  responses: {
    200: json('As it is, also where something is wrong: see `status`', 'StreamsHealth'),
    ...refusals,
    503: problem('Redis is away'),
  },
};

const reply = {
  summary: 'A person answers in a conversation, and has it from then on',
  ...operator,
  parameters: [session],
  requestBody: {required: true, content: {'application/json': {schema: ref('PersonReply')}}},
  responses: {
    201: {description: 'The message that carries the words'},
    400: problem('`invalid_json` or `invalid_request`'),
    ...refusals,
    404: problem('`session_not_found`'),
    ...failures,
  },
};

const resume = {
  summary: 'A conversation goes back to the agent, which answers what waits there',
  ...operator,
  parameters: [session],
  requestBody: {content: {'application/json': {schema: ref('Resume')}}},
  responses: {
    204: {description: 'Given back'},
    ...refusals,
    404: problem('`session_not_found`: no person has it'),
    ...failures,
  },
};

export const adminPaths = {
  '/admin/streams/health': {get: health},
  '/admin/sessions/{session_id}/reply': {post: reply},
  '/admin/sessions/{session_id}/resume': {post: resume},
};
