import {isUtf8} from 'node:buffer';
import type {Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import {invalid} from '../parse.ts';
import {readChunks} from '../read-json.ts';

declare module 'koa' {
  interface Request {
    /** As JSON told it. */
    body?: unknown;
  }
}

const limitBytes = 64 * 1024;
/** Of arrays and objects within each other: the metadata of a message may have eight. */
const mostDepth = 10;
const longestName = 64;

/**
 * Reads a JSON body of at most 64 KiB into `ctx.request.body`: any JSON value of some depth; what it may be is the
 * schema's. What needs no reading is refused before. `optional`: no body at all is an empty object.
 */
export function parseJson({optional = false} = {}): Middleware {
  return async function parseJson(ctx, next) {
    if (optional && !ctx.request.length && !ctx.get('Transfer-Encoding')) {
      ctx.request.body = {};
      return next();
    }
    if (!ctx.is('application/json') || !saysUtf8(ctx.request.charset) || ctx.get('Content-Encoding')) {
      throw new ChatError('unsupported_media_type');
    }
    if ((ctx.request.length ?? 0) > limitBytes) throw new ChatError('body_too_large');
    const chunks: Buffer[] = [];
    await readChunks(ctx.req, limitBytes, chunk => chunks.push(chunk));
    ctx.request.body = parseBody(Buffer.concat(chunks));
    return next();
  };
}

function saysUtf8(charset: string): boolean {
  return charset === '' || /^utf-?8$/i.test(charset);
}

function parseBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new ChatError('invalid_json');
  const deep = tooDeepAt(bytes);
  if (deep) throw invalid([{detail: `must not be nested more than ${mostDepth} deep`, pointer: deep}]);
  try {
    const value: unknown = JSON.parse(bytes.toString());
    insistOnPlain(value);
    return value;
  } catch {
    throw new ChatError('invalid_json'); // the message of that error quotes the body
  }
}

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Where something is nested too deep, before anything that would follow it down is let at it: the body or its member. */
function tooDeepAt(bytes: Buffer): `#${string}` | undefined {
  let depth = 0;
  let begin = -1; // of the string that we are in
  let name = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (begin !== -1 && byte === backslash) i += 1;
    else if (byte === quote) {
      if (depth === 1 && begin !== -1) name = bytes.toString('utf8', begin, Math.min(i, begin + longestName));
      begin = begin === -1 ? i + 1 : -1;
    } else if (begin !== -1) continue;
    else if (closing.has(byte)) depth -= 1;
    else if (opening.has(byte) && ++depth > mostDepth) return /^\w+$/.test(name) ? `#/${name}` : '#';
  }
  return undefined;
}

/** Throws where an object brings a prototype with it. */
function insistOnPlain(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) throw new ChatError('invalid_json');
  for (const member of Object.values(value)) insistOnPlain(member);
}
