/**
 * The kinds of environment variables: each a zod schema that knows its sentence, its default as it would be written, and
 * what it may be. `.env.example` is written from that.
 */
import {z} from 'zod';

/** What `.env.example` says of a variable beside its name. */
export type Told = {
  description: string;
  /** As it would be written; absent: empty. */
  written?: string;
  /** What it may be, where that is not in the sentence. */
  range?: string;
};

export function told<T extends z.ZodType>(schema: T, told: Told): T {
  return schema.meta(told);
}

export const whole = (
  description: string,
  {fallback, min, max}: {fallback: number; min: number; max: number},
) =>
  told(
    z
      .string()
      .regex(/^\d{1,12}$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().min(min).max(max))
      .default(fallback),
    {
      description,
      written: String(fallback),
      range: `From ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`,
    },
  );

/** Without a default of its own. */
export const maybeWhole = (description: string, {min, max}: {min: number; max: number}) =>
  told(
    z
      .string()
      .regex(/^\d{1,12}$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().min(min).max(max))
      .optional(),
    {description, range: `From ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`},
  );

const parsed = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({code: 'custom', message: 'must be a JSON object'});
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown(), 'must be a JSON object'));

/** A JSON object, without these members. */
export const json = (description: string, {without}: {without: readonly string[]}) =>
  told(
    parsed
      .refine(given => !without.some(name => name in given), `must not have ${without.join(' or ')}`)
      .optional(),
    {description},
  );

/** HTTP headers: Name=value with commas between, or a JSON object. */
export const headers = (description: string) =>
  told(
    z
      .string()
      .transform(text => (text.trimStart().startsWith('{') ? text : JSON.stringify(pairsOf(text))))
      .pipe(parsed)
      .transform((given, context) => {
        const isHeader = ([name, value]: [string, unknown]) =>
          /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]+$/.test(String(value));
        if (!Object.entries(given).every(isHeader))
          context.addIssue({
            code: 'custom',
            message: 'must be Name=value with commas between, or a JSON object',
          });
        return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
      })
      .optional(),
    {description},
  );

function pairsOf(text: string): Record<string, string> {
  const items = text.split(',').map(item => item.split('='));
  return Object.fromEntries(items.map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]));
}

export const flag = (description: string, {fallback}: {fallback: boolean}) =>
  told(
    z
      .enum(['true', 'false', '1', '0'])
      .transform(value => value === 'true' || value === '1')
      .default(fallback),
    {description, written: String(fallback)},
  );

/** One of a few words. */
export const word = <const Words extends readonly [string, ...string[]]>(
  description: string,
  {of, fallback}: {of: Words; fallback: Words[number]},
) => told(z.enum(of).default(fallback), {description, written: fallback});

export const text = (description: string) => told(z.string().optional(), {description});

/** An http:// or https:// URL, without slashes at its end. */
export const httpUrl = (description: string) =>
  told(
    z
      .url({protocol: /^https?$/, error: 'must be an http:// or https:// URL'})
      .transform(url => url.replace(/\/+$/, ''))
      .optional(),
    {description},
  );

const items = z.string().transform(value =>
  value
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== ''),
);

/** With commas between; `each`: what every one must be. */
export const list = (description: string, each = z.string()) =>
  told(items.pipe(z.array(each)).optional(), {description});

/** One or more of a few words, with commas between. */
export const words = <const Words extends readonly [string, ...string[]]>(
  description: string,
  {of, fallback}: {of: Words; fallback: Words[number]},
) =>
  told(items.pipe(z.array(z.enum(of)).min(1)).default([fallback]), {
    description,
    written: fallback,
  });

/** `name=clinic,name=clinic`. */
export const pairs = (description: string) =>
  told(
    items
      .pipe(z.array(z.string().regex(/^[^=]+=[^=]+$/, 'must be name=clinic, with commas between')))
      .transform(given => new Map(given.map(item => item.split('=') as [string, string])))
      .default(new Map()),
    {description},
  );
