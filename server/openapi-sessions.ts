/** Sessions, their history and what visitors think of replies, for the OpenAPI document. */
import {
  ConsentBody,
  ContinueBody,
  FeedbackBody,
  HistoryAnswer,
  HistoryMessage,
  SessionAnswer,
  SessionBody,
  WidgetConfig,
} from '../core/wire-session.ts';
import {failures, json, notOwner, owner, perhapsOwner, problem, query, ref} from './openapi-parts.ts';

export const sessionBodies = {
  ConsentBody,
  ContinueBody,
  FeedbackBody,
  HistoryAnswer,
  HistoryMessage,
  SessionAnswer,
  SessionBody,
  WidgetConfig,
};

const openSession = {
  summary: 'Open a session, or renew the one whose token is shown, also within a day after that has expired',
  ...perhapsOwner,
  requestBody: {content: {'application/json': {schema: ref('SessionBody')}}},
  responses: {
    201: json('It is written to and its history is read with the token only', 'SessionAnswer'),
    400: problem('`invalid_json` or `invalid_request`'),
    ...notOwner,
    403: problem('`origin_not_allowed`'),
    404: problem('`clinic_not_found`'),
    ...failures,
  },
};

const takeUpSession = {
  summary: 'Take up the session that a link opens, once',
  requestBody: {required: true, content: {'application/json': {schema: ref('ContinueBody')}}},
  responses: {
    201: json('As for a session that is opened', 'SessionAnswer'),
    400: problem('`invalid_json` or `invalid_request`'),
    401: problem(
      '`session_token_invalid`: not a link of ours, expired, used, or the conversation is no more',
    ),
    403: problem('`origin_not_allowed`'),
    ...failures,
  },
};

const widgetConfig = {
  summary:
    'What the element shows before anything is said; for everybody the same, and may be kept for five minutes',
  parameters: [
    query('clinic_id', 'Absent: the default clinic'),
    query('locale', 'BCP 47: words in this language where the clinic has them'),
  ],
  responses: {
    200: json('With an `ETag`', 'WidgetConfig'),
    304: {description: 'As it was when `If-None-Match` was told'},
    403: problem('`origin_not_allowed`'),
    404: problem('`clinic_not_found`'),
  },
};

const giveConsent = {
  summary:
    'Agree to what the clinic asks; until then sends of the session are refused, also where its text has changed since',
  ...owner,
  requestBody: {required: true, content: {'application/json': {schema: ref('ConsentBody')}}},
  responses: {
    204: {description: 'Noted, with the session'},
    400: problem('`invalid_json` or `invalid_request`'),
    ...notOwner,
    409: problem('`consent_stale`: another version; `consent` has the present text and its version'),
    ...failures,
  },
};

const eraseSession = {
  summary: 'Erase the conversation; what is being answered is stopped',
  ...owner,
  responses: {
    204: {description: 'Nothing of it is left, and its tokens are good for nothing'},
    ...notOwner,
    ...failures,
  },
};

const history = {
  summary: 'Read the conversation, the last page first; or what came after a cursor, as it comes',
  ...owner,
  parameters: [
    query('limit', 'Messages of a page', {type: 'integer', minimum: 1, maximum: 100, default: 50}),
    query('before', '`next` of an earlier answer: what was said before that'),
    query('after', '`cursor` of an earlier answer: what was said since, by whomever'),
    query('wait', 'With `after`: seconds to wait for it, at most 25', {type: 'number', minimum: 0}),
  ],
  responses: {
    200: json('A page', 'HistoryAnswer'),
    400: problem('`invalid_request` or `invalid_cursor`'),
    ...notOwner,
    ...failures,
  },
};

const feedback = {
  summary: 'Say what the reply was worth; the last word counts',
  ...perhapsOwner,
  parameters: [{name: 'message_id', in: 'path', required: true, schema: {type: 'string'}}],
  requestBody: {required: true, content: {'application/json': {schema: ref('FeedbackBody')}}},
  responses: {
    204: {description: 'Noted'},
    400: problem('`invalid_json` or `invalid_request`'),
    404: problem('`message_not_found`: unknown, expired, or not of the session whose token is shown'),
    ...failures,
  },
};

export const sessionPaths = {
  '/apps/voice-api/widget/session': {post: openSession, delete: eraseSession},
  '/apps/voice-api/widget/continue': {post: takeUpSession},
  '/apps/voice-api/widget/config': {get: widgetConfig},
  '/apps/voice-api/widget/consent': {post: giveConsent},
  '/apps/voice-api/widget-history': {get: history},
  '/apps/voice-api/widget-feedback/{message_id}': {post: feedback},
};
