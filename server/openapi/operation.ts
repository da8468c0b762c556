/** What a route tells of itself in the OpenAPI document. A zod schema that has an id stands where its reference will. */
import {z} from 'zod';
import {MessageEvent, Problem} from '../../core/wire/message.ts';

export type Operation = {
  /** Unique; what generated clients call it. */
  operationId: string;
  tags: [Tag];
  summary: string;
  description?: string;
  deprecated?: true;
  security?: readonly Record<string, readonly string[]>[];
  /** Those in the path are taken from the path. */
  parameters?: readonly Parameter[];
  requestBody?: {required?: true; content: object};
  responses: Record<number, Answer>;
  [extension: `x-${string}`]: unknown;
};

/** What belongs together, in the order in which the document tells it. */
export const tags = ['messages', 'sessions', 'channels', 'operators', 'process'] as const;
export type Tag = (typeof tags)[number];

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

export const jsonBody = (schema: z.ZodType) => ({
  required: true as const,
  content: {'application/json': {schema}},
});

export const optionalJsonBody = (schema: z.ZodType) => ({content: {'application/json': {schema}}});

export const json = (description: string, schema: z.ZodType, headers?: object): Answer => ({
  description,
  ...(headers && {headers}),
  content: {'application/json': {schema}},
});

export const problem = (description: string): Answer => ({
  description,
  content: {'application/problem+json': {schema: Problem}},
});

/** Server-sent events, which OpenAPI has no words of its own for. */
export const events = (description: string): Answer => ({
  description,
  content: {'text/event-stream': {schema: {type: 'string'}, 'x-event': MessageEvent}},
});

export const seconds = {'Retry-After': {description: 'Seconds', schema: {type: 'integer'}}};

export const prefer = header(
  'Prefer',
  '`wait=N`: answer with the reply if it comes within N seconds, at most 25',
);

export const failures = {
  503: problem('Redis is away, too much is waiting, or the process is ending; see Retry-After'),
};

export const owner = {security: [{session: []}]};
export const perhapsOwner = {security: [{}, {session: []}]};
/** Whoever comes directly from this machine needs no token, where none is set. */
export const operators = {
  security: {security: [{}, {admin: []}]},
  refusals: {
    401: problem('`unauthorized`: the admin token is missing or wrong'),
    403: problem(
      '`forbidden`: no admin token is set, and the request does not come directly from this machine',
    ),
  },
};
export const notOwner = {
  401: problem('`session_token_invalid`: missing, wrong, expired or of another session'),
};
