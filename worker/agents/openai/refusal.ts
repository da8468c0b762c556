/**
 * What a model server means with a refusal, by its status and what it says with it. Servers word the same thing in their
 * own ways, so the words that their public reports show are looked for; what was said goes no further.
 */
import type {ChatError} from '../../../core/errors.ts';
import {refusal} from '../upstream/errors.ts';
import {type FaultCode, failure} from '../upstream/faults.ts';

const signs: ReadonlyArray<readonly [FaultCode, RegExp]> = [
  [
    'filtered',
    /content_filter|responsibleaipolicy|content management policy|content_policy|moderation|flagged/,
  ],
  [
    'too_long',
    /context[ _](?:length|window|size)|maximum context|too many tokens|prompt is too long|input is too long|reduce the length|token limit|n_ctx|string_above_max_length/,
  ],
  [
    'key_refused',
    /(?:invalid|incorrect|missing|expired)[ _]api[ _]?key|api[ _]?key[ _](?:not valid|invalid|expired)/,
  ],
  [
    'credit_spent',
    /insufficient[ _](?:quota|balance|credits?|funds)|credit balance|out of credits|billing_not_active/,
  ],
  [
    'not_found',
    /model_not_found|deploymentnotfound|unknown model|no such model|model .{0,80}(?:does not exist|not found|decommissioned|not available)/,
  ],
];

/** `undefined` where its status says it all. */
export function judge(status: number, text: string): ChatError | undefined {
  const code = status < 400 || status >= 500 ? undefined : meaningOf(text);
  return code && failure(code, {status});
}

function meaningOf(text: string): FaultCode | undefined {
  const said = text.toLowerCase();
  return signs.find(([, sign]) => sign.test(said))?.[0];
}

/** A request that is refused as a whole: is it for something in it that we were told to send? */
export function refusedRequest(status: number, text: string, fields: readonly string[]): ChatError {
  const said = text.toLowerCase();
  const isField =
    /extra_forbidden|extra inputs|unknown (?:field|parameter)|unrecognized|unsupported_parameter/.test(
      said,
    ) || fields.some(name => new RegExp(`\\b${name.replace(/\W/g, '.')}\\b`, 'i').test(said));
  return failure(isField ? 'field_refused' : 'request_refused', {status});
}

/** An error that comes where a reply was to come; the status is the one that it names, if any. */
export function told({status, text}: {status: number; text: string}): ChatError {
  const details = status ? {status} : {};
  const code = meaningOf(text);
  if (code) return failure(code, details);
  const isRefusal = status >= 400 && status < 500 && status !== 400 && status !== 422;
  return isRefusal ? refusal(status) : failure('error_told', details);
}
