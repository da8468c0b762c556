/**
 * What is wrong with the link to Redis: one code, the same in the log and on health, and a sentence for whoever runs it.
 * The code is Redis' own word, or that of the network; never its message, which can quote what it failed on.
 */
import {ErrorReply} from '@redis/client';

export type Fault = {code: string /** Unix milliseconds. */; since: number};

/** `WRONGPASS`, `ECONNREFUSED`, `silent`, …; `failed` where nothing tells. */
export function faultCode(error: unknown): string {
  if (error instanceof ErrorReply) return /^[A-Z]{2,}/.exec(error.message)?.[0] ?? 'ERR';
  if (error instanceof AggregateError) return faultCode(error.errors[0]);
  if (!(error instanceof Error)) return 'failed';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.constructor.name : faultCode(error.cause);
}

/** By code; what is not here is said by its code alone. */
const sentences: Readonly<Record<string, string>> = {
  WRONGPASS: 'Redis refuses our password: see REDIS_URL',
  NOAUTH: 'Redis wants a password: put it into REDIS_URL',
  NOPERM: 'Redis does not let our user do what we need',
  OOM: 'Redis is full: give it more memory, or keep less (RESULT_TTL_SECONDS)',
  READONLY: 'Redis is a replica that only reads: point REDIS_URL at the primary',
  MISCONF: 'Redis cannot write to its disk, and refuses to be written to',
  NOREPLICAS: 'Redis has too few replicas, and refuses to be written to',
  LOADING: 'Redis is reading its data in',
  BUSY: 'Redis is held up by a script',
  silent: 'Redis does not answer: it is frozen, overloaded, or cut off',
  ECONNREFUSED: 'nothing listens where REDIS_URL leads',
  ENOTFOUND: 'the host of REDIS_URL has no address',
  EAI_AGAIN: 'the host of REDIS_URL cannot be looked up',
  ETIMEDOUT: 'the host of REDIS_URL does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Redis’ certificate is self-signed: set REDIS_TLS_CA, or REDIS_TLS_INSECURE=true',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Redis’ certificate is self-signed: set REDIS_TLS_CA, or REDIS_TLS_INSECURE=true',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Redis’ certificate is nobody’s we know: set REDIS_TLS_CA',
  CERT_HAS_EXPIRED: 'Redis’ certificate has expired',
};

/** Such as `Redis refuses our password: see REDIS_URL (WRONGPASS)`. */
export function faultSentence(code: string): string {
  return `${sentences[code] ?? 'the connection to Redis fails'} (${code})`;
}
