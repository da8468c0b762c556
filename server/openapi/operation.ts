/**
 * What a route tells of itself in the OpenAPI document, where nothing else of the route says it already. Where a schema
 * is referred to, the zod schema itself stands, which has an id; where a refusal is, its sentence.
 */
import {z} from 'zod';
import {MessageEvent} from '../../core/wire/message.ts';
import {streamExample} from './examples.ts';

export type Operation = {
  /** Unique; what generated clients call it. */
  operationId: string;
  tag: Tag;
  summary: string;
  description?: string;
  deprecated?: true;
  /** A session's: must it be shown, or may it? Without it none is looked at. */
  token?: 'needed' | 'perhaps';
  /** What a channel's provider shows; the name is that of a security scheme. */
  proof?: Readonly<Record<string, object>>;
  /** What it posts, in its own words. */
  requestBody?: object;
  /** Those in the path are taken from the path. */
  parameters?: readonly Parameter[];
  /** By status; a sentence alone is a problem, or an answer without a body. Refusals that all share are added. */
  responses: Readonly<Record<number, Answer | string>>;
  [extension: `x-${string}`]: unknown;
};

/** What belongs together, in the order in which the document tells it. */
export const tags = {
  messages: 'Send, and follow the reply: by polls, streams or a WebSocket.',
  sessions: 'The conversation that a message is of, and its owner’s token.',
  channels: 'Where providers post what came over WhatsApp, Telegram or SMS.',
  operators: 'How everything is, and people who take a conversation over.',
  process: 'For whatever starts, watches and stops the process.',
} as const;
export type Tag = keyof typeof tags;

export type Parameter = {
  name: string;
  in: 'query' | 'header' | 'path';
  required?: boolean;
  description?: string;
  schema: object;
};

export type Answer = {
  description: string;
  headers?: object;
  content?: object;
  [extension: `x-${string}`]: unknown;
};

export const header = (name: string, description: string, schema: object = {type: 'string'}): Parameter => ({
  name,
  in: 'header',
  description,
  schema,
});

export const query = (name: string, description: string, schema: object = {type: 'string'}): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

/** The query that `schema` validates, as what it makes of each value. */
export function parametersOf(schema: z.ZodObject): Parameter[] {
  const {properties = {}} = z.toJSONSchema(schema, {io: 'output'});
  const {required = []} = z.toJSONSchema(schema, {io: 'input'});
  return Object.entries(properties).map(([name, property]) => {
    const {description = '', ...rest} = typeof property === 'object' ? property : {};
    return {...query(name, description, rest), ...(required.includes(name) && {required: true})};
  });
}

export const json = (description: string, schema: z.ZodType, headers?: object): Answer => ({
  description,
  ...(headers && {headers}),
  content: {'application/json': {schema}},
});

/** Server-sent events, which OpenAPI has no words of its own for. */
export const events = (description: string, extension: object = {}): Answer => ({
  description,
  content: {
    'text/event-stream': {
      schema: {type: 'string'},
      example: streamExample,
      'x-event': MessageEvent,
      ...extension,
    },
  },
});

export const seconds = {'Retry-After': {description: 'Seconds', schema: {type: 'integer'}}};

export const prefer = header(
  'Prefer',
  '`wait=N`: answer with the reply if it comes within N seconds, at most 25',
);

/** For those that take a token and refuse a wrong one. */
/** Who reads a message. */
export const notReader = {
  401: '`session_token_invalid`: no token, where all sessions need one',
  404: '`message_not_found`: unknown, expired, or not of the session whose token is shown',
};

export const notOwner = {
  401: '`session_token_invalid`: missing, wrong, expired or of another session',
};
