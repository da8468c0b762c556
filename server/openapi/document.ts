/** The OpenAPI 3.1 document: what the routes tell of themselves, with the schemas that they name. */
import {z} from 'zod';
import type {Route} from '../routes/route.ts';
import type {Operation} from './operation.ts';

/** Of the contract, not of the package. */
const version = '1.0.0';

export function openApi(routes: readonly Route<never>[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const {method, path, describe} of routes) {
    if ('hidden' in describe) continue;
    paths[path] = {...paths[path], [method]: withReferences(withPathParameters(path, describe))};
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PlainTalk',
      version,
      description:
        'A send is answered at once; the reply is polled for, event by event. Times are ISO 8601 in UTC.',
    },
    paths,
    components: {
      schemas: schemas(),
      securitySchemes: {
        session: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'},
        admin: {type: 'http', scheme: 'bearer'},
      },
    },
  };
}

function withPathParameters(path: string, operation: Operation): Operation {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inPath = names.map(name => ({name, in: 'path', required: true, schema: {type: 'string'}}) as const);
  const parameters = [...inPath, ...(operation.parameters ?? [])];
  return {...operation, ...(parameters.length > 0 && {parameters})};
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
