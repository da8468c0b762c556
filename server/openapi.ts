/** The OpenAPI 3.1 document, written from the schemas that validate. */
import {z} from 'zod';
import {
  Accepted,
  Guard,
  LegacyAccepted,
  LegacyAnswer,
  MessageEvent,
  PollAnswer,
  Problem,
  SendBody,
} from '../core/wire/message.ts';
import {adminBodies, adminPaths} from './openapi-admin.ts';
import {
  failures,
  header,
  json,
  notOwner,
  perhapsOwner,
  prefer,
  problem,
  query,
  ref,
  seconds,
} from './openapi-parts.ts';
import {sessionBodies, sessionPaths} from './openapi-sessions.ts';
import {streamBodies, streamPaths} from './openapi-streams.ts';
import {webhookPaths} from './openapi-webhooks.ts';
import {LegacyQuery} from './routes/legacy-chat.ts';

const bodies = {
  SendBody,
  Accepted,
  PollAnswer,
  LegacyAnswer,
  LegacyAccepted,
  Problem,
  MessageEvent,
  Guard,
  ...sessionBodies,
  ...streamBodies,
  ...adminBodies,
};

/** Of the contract, not of the package. */
const version = '1.0.0';

export function openApi(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'PlainTalk',
      version,
      description:
        'A send is answered at once; the reply is polled for, event by event. Times are ISO 8601 in UTC.',
    },
    paths: {
      '/apps/voice-api/widget/send': {post: send},
      '/apps/voice-api/widget-poll/{message_id}': {get: poll, delete: cancel},
      ...streamPaths(send),
      ...sessionPaths,
      '/apps/voice-api/widget-chat': {get: legacy()},
      ...webhookPaths,
      ...adminPaths,
      '/healthz': {get: {summary: 'The process is alive', responses: {200: {description: 'Alive'}}}},
      '/readyz': {
        get: {
          summary: 'Messages can be accepted',
          responses: {200: {description: 'Ready'}, 503: problem('Redis is away, or the process is ending')},
        },
      },
    },
    components: {
      schemas: schemas(),
      securitySchemes: {
        session: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'},
        admin: {type: 'http', scheme: 'bearer'},
      },
    },
  };
}

const send = {
  summary: 'Send a message',
  ...perhapsOwner,
  parameters: [
    header('Idempotency-Key', 'A repeat with the same key and payload is the same message', {
      type: 'string',
      maxLength: 128,
    }),
    prefer,
  ],
  requestBody: {required: true, content: {'application/json': {schema: ref('SendBody')}}},
  responses: {
    200: json('The reply came within the preferred wait', 'PollAnswer'),
    202: json('Accepted, durable, and waiting', 'Accepted', {
      ...seconds,
      Location: {schema: {type: 'string'}},
    }),
    400: problem('`invalid_json` or `invalid_request`'),
    ...notOwner,
    404: problem('`clinic_not_found`'),
    413: problem('`body_too_large`: more than 64 KiB'),
    415: problem('`unsupported_media_type`'),
    422: problem('`idempotency_conflict`'),
    429: problem('`rate_limited`; see Retry-After'),
    ...failures,
  },
};

const poll = {
  summary: 'Poll for the reply, or wait for it',
  parameters: [
    {name: 'message_id', in: 'path', required: true, schema: {type: 'string'}},
    query('wait', 'Seconds to wait, clamped to 25', {type: 'number', minimum: 0, default: 0}),
    query(
      'after',
      'A cursor of an earlier answer; `0` for the beginning. With it, `wait` ends with the next event',
    ),
    prefer,
  ],
  responses: {
    200: json('The message', 'PollAnswer', seconds),
    400: problem('`invalid_request` or `invalid_cursor`'),
    404: problem('`message_not_found`: unknown or expired'),
    ...failures,
  },
};

const cancel = {
  summary: 'Cancel: what is queued never runs, what runs is broken off; what has ended stays as it is',
  ...perhapsOwner,
  parameters: [{name: 'message_id', in: 'path', required: true, schema: {type: 'string'}}],
  responses: {
    200: json('The message', 'PollAnswer'),
    404: problem('`message_not_found`: unknown or expired'),
    ...failures,
  },
};

function legacy() {
  const properties = z.toJSONSchema(LegacyQuery, {io: 'input'}).properties ?? {};
  return {
    summary: 'Send and wait, for pages that still use it',
    deprecated: true,
    parameters: Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'query',
      required: name === 'body',
      schema,
    })),
    responses: {
      200: json('The reply', 'LegacyAnswer'),
      202: json('It takes longer: poll', 'LegacyAccepted'),
      400: problem('`invalid_request`'),
      410: problem('`legacy_disabled`'),
      429: problem('`rate_limited`'),
      ...failures,
    },
  };
}

/** Input as clients may write it, output as they get it; `MessageEvent` by reference. */
function schemas(): Record<string, unknown> {
  const registry = z.registry<{id: string}>();
  for (const [id, schema] of Object.entries(bodies)) registry.add(schema, {id});
  const options = {uri: (id: string) => `#/components/schemas/${id}`, io: 'input'} as const;
  const named = z.toJSONSchema(registry, options).schemas;
  return Object.fromEntries(Object.entries(named).map(([id, {$schema, $id, ...schema}]) => [id, schema]));
}
