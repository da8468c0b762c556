import {isUtf8} from 'node:buffer';
import type {Middleware} from 'koa';
import {koaBody} from 'koa-body';
import {ChatError} from '../../core/errors.ts';
import {nextTurn} from '../edge/turns.ts';
import {invalid} from '../parse.ts';

const limitBytes = 64 * 1024;
/** Of arrays and objects within each other: the metadata of a message may have eight. */
const mostDepth = 10;
const longestName = 64;

/**
 * Reads a JSON body of at most 64 KiB into `ctx.request.body`: any JSON value of some depth; what it may be is the
 * schema's. What needs no reading is refused before. `optional`: no body at all is an empty object.
 */
export function parseJson({optional = false} = {}): Middleware {
  const read = koaBody({
    json: true,
    text: false,
    urlencoded: false,
    multipart: false,
    jsonStrict: false,
    jsonLimit: limitBytes,
    onError: refuse,
  });
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
    ctx.req.on('data', chunk => chunks.push(chunk)); // the parser would put � for what is not UTF-8
    await read(ctx, async () => {
      await nextTurn(ctx.req);
      insistOnShallow(Buffer.concat(chunks));
      if (ctx.request.body === '') throw new ChatError('invalid_json'); // what the parser makes of no body at all
      return next();
    });
  };
}

function saysUtf8(charset: string): boolean {
  return charset === '' || /^utf-?8$/i.test(charset);
}

/** Of so small a body the parser itself bears any depth; what follows the value down does not. */
function insistOnShallow(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new ChatError('invalid_json');
  const deep = tooDeepAt(bytes);
  if (deep) throw invalid([{detail: `must not be nested more than ${mostDepth} deep`, pointer: deep}]);
}

/** The parser's own error carries the body: it goes no further than here. */
function refuse(error: Error): never {
  const tooLarge = 'status' in error && error.status === 413;
  throw new ChatError(tooLarge ? 'body_too_large' : 'invalid_json');
}

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Where something is nested too deep, before the schema follows it down: the body or its member. */
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
