/** The OpenAPI 3.1 document: what the routes tell of themselves, with the schemas that they name. */
import {z} from 'zod';
import {ChatError, isErrorCode} from '../../core/errors.ts';
import {Problem} from '../../core/wire/message.ts';
import {problem} from '../middleware/answer-errors.ts';
import {accesses} from '../routes/access.ts';
import type {Route} from '../routes/route.ts';
import {exampleOf} from './examples.ts';
import {notOwner, type Operation, tags} from './operation.ts';

/** Of the contract, not of the package. */
const version = '1.0.0';

const description =
  'A send is answered at once; the reply is polled for, event by event. Times are ISO 8601 in UTC.';

/** What a request may show; each channel adds what its provider shows. */
const schemes = {
  session: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A session’s token'},
  admin: {
    type: 'http',
    scheme: 'bearer',
    description: 'The admin token. Where none is set, whoever comes directly from this machine needs none',
  },
};

export function openApi(routes: readonly Route<never>[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  const securitySchemes: Record<string, unknown> = {...schemes};
  for (const route of routes) {
    const {method, path, describe} = route;
    if ('hidden' in describe) continue;
    paths[path] = {...paths[path], [method]: withReferences(withExamples(operationOf(route, describe)))};
    Object.assign(securitySchemes, describe.proof);
  }
  return {
    openapi: '3.1.0',
    info: {title: 'PlainTalk', version, description, license: {name: 'MIT', identifier: 'MIT'}},
    servers: [{url: '/'}],
    tags: Object.entries(tags).map(([name, description]) => ({name, description})),
    paths,
    components: {schemas: schemas(), securitySchemes},
  };
}

function operationOf(route: Route<never>, operation: Operation): Record<string, unknown> {
  const {tag, token, proof, parameters = [], responses, ...told} = operation;
  const {security, refusals} = accesses[route.access];
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const all = [
    ...inPath.map(name => ({name, in: 'path', required: true, schema: {type: 'string'}})),
    ...parameters,
  ];
  return {
    ...told,
    tags: [tag],
    security: [...security, ...securityBy(token), ...(proof ? [needing(proof)] : [])],
    ...(all.length > 0 && {parameters: all}),
    ...(route.body && {requestBody: requestOf(route.body)}),
    responses: answersOf({
      ...refusals,
      ...(token === 'needed' && notOwner),
      ...(route.body && refusedBody),
      ...responses,
    }),
  };
}

function securityBy(token: Operation['token']): object[] {
  const known = {session: []};
  return token === undefined ? [] : token === 'needed' ? [known] : [{}, known];
}

function needing(proof: NonNullable<Operation['proof']>): object {
  return Object.fromEntries(Object.keys(proof).map(name => [name, []]));
}

function requestOf({schema, optional}: NonNullable<Route<never>['body']>): object {
  return {...(!optional && {required: true}), content: {'application/json': {schema}}};
}

const refusedBody = {
  400: '`invalid_json` or `invalid_request`',
  413: '`body_too_large`: more than 64 KiB',
  415: '`unsupported_media_type`',
};

function answersOf(responses: Operation['responses']): object {
  const isProblem = (status: string) => Number(status) >= 400;
  return Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => [
      status,
      typeof answer === 'string'
        ? {description: answer, ...(isProblem(status) && {content: problemsOf(answer)})}
        : answer,
    ]),
  );
}

/** With the first of the refusals that the sentence names as its example. */
function problemsOf(sentence: string): object {
  const [, code = ''] = /`(\w+)`/.exec(sentence) ?? [];
  const example = isErrorCode(code) ? {example: problem(new ChatError(code))} : {};
  return {'application/problem+json': {schema: Problem, ...example}};
}

/** The value with an example beside each schema that has one. */
function withExamples(value: unknown): unknown {
  if (value instanceof z.ZodType || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withExamples);
  const members = Object.entries(value).map(([name, member]) => [name, withExamples(member)] as const);
  const example =
    'schema' in value && value.schema instanceof z.ZodType ? exampleOf(value.schema) : undefined;
  return {...(example !== undefined && {example}), ...Object.fromEntries(members)};
}

/** The value with a reference in the place of each schema. */
function withReferences(value: unknown): unknown {
  if (value instanceof z.ZodType) return {$ref: reference(idOf(value))};
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withReferences(member)]));
}

const reference = (id: string) => `#/components/schemas/${id}`;

function idOf(schema: z.ZodType): string {
  const id = z.globalRegistry.get(schema)?.id;
  if (id === undefined) throw new Error('A schema that a route names has no id');
  return id;
}

/** All that have an id: input as clients may write it, output as they get it; each other by reference. */
function schemas(): Record<string, unknown> {
  const named = z.toJSONSchema(z.globalRegistry, {uri: reference, io: 'input'}).schemas;
  return Object.fromEntries(
    Object.entries(named).map(([id, {$schema, $id, id: _, ...schema}]) => [id, schema]),
  );
}
