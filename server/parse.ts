/** Input at the door: it passes its schema here, once, or is refused with every mistake listed. */
import type {Context} from 'koa';
import type {z} from 'zod';
import {ChatError, type ErrorOptions} from '../core/errors.ts';

/** Throws `invalid_request`, pointing at each mistake; values are never repeated. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({message, path}) => ({detail: message, pointer: pointerTo(path)}));
  throw invalid(errors);
}

export function invalid(errors: NonNullable<ErrorOptions['errors']>): ChatError {
  const detail = errors
    .map(error => `${error.pointer.replace(/^#\/?/, '') || 'body'}: ${error.detail}`)
    .join('; ');
  return new ChatError('invalid_request', detail, {errors});
}

/** The query's parameters that the schema has; each may be given once. Throws as `parse` does. */
export function parseQuery<T extends z.ZodObject>(schema: T, ctx: Context): z.infer<T> {
  return parse(schema, Object.fromEntries(Object.keys(schema.shape).map(name => [name, queryOf(ctx, name)])));
}

/** A query parameter that may be given once. */
export function queryOf(ctx: Context, name: string): string | undefined {
  const value = ctx.query[name];
  if (Array.isArray(value)) throw invalid([{detail: 'must be given once', pointer: `#/${name}`}]);
  return value;
}

/** RFC 6901 in a URI fragment. */
function pointerTo(path: readonly PropertyKey[]): string {
  const steps = path.map(step =>
    encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  return `#${steps.map(step => `/${step}`).join('')}`;
}
