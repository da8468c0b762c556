/** What the members of a clinic's file are made of: each says in one sentence what it must be. */
import {z} from 'zod';
import {originMistake} from '../origin.ts';
import {Locale} from './locale.ts';

export const Words = z.string().trim().min(1, 'must not be empty');

export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,127}$/, 'must be lower case letters, digits and hyphens');

export const Origin = z.string().check(context => {
  const message = originMistake(context.value);
  if (message) context.issues.push({code: 'custom', message, input: context.value});
});

export const HttpUrl = z.url({protocol: /^https?$/, error: 'must be an http:// or https:// URL'});

export const TimeZone = z.string().refine(isTimeZone, 'must be an IANA time zone, such as America/Chicago');

/** What a tap sends as the visitor's next message. */
export const TapText = Words.max(40, 'must have at most 40 characters');

/** One text for each of a clinic's further languages. */
export const Texts = z.record(Locale, Words);

function isTimeZone(name: string): boolean {
  // Newer Node also takes offsets such as +02:00, which know no summer time.
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', {timeZone: name}).resolvedOptions().timeZone !== '';
  } catch {
    return false; // a RangeError is how Intl says no
  }
}
