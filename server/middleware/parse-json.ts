import {isUtf8} from 'node:buffer';
import type {Middleware} from 'koa';
import {koaBody} from 'koa-body';
import {ChatError} from '../../core/errors.ts';

const limitBytes = 64 * 1024;

/**
 * Reads a JSON body of at most 64 KiB into `ctx.request.body`: any JSON value; what it may be is the schema's.
 * `optional`: no body at all is an empty object.
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
      if (!isUtf8(Buffer.concat(chunks))) throw new ChatError('invalid_json');
      if (ctx.request.body === '') throw new ChatError('invalid_json'); // what the parser makes of no body at all
      await next();
    });
  };
}

function saysUtf8(charset: string): boolean {
  return charset === '' || /^utf-?8$/i.test(charset);
}

/** The parser's own error carries the body: it goes no further than here. */
function refuse(error: Error): never {
  const tooLarge = 'status' in error && error.status === 413;
  throw new ChatError(tooLarge ? 'body_too_large' : 'invalid_json');
}
