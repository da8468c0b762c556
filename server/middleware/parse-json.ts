import type {IncomingMessage} from 'node:http';
import type {Middleware} from 'koa';
import {koaBody} from 'koa-body';
import {ChatError} from '../../core/errors.ts';
import {nextTurn} from '../edge/turns.ts';
import {insistOnPlainJson} from '../plain-json.ts';

const limitBytes = 64 * 1024;

/**
 * Reads a JSON body of at most 64 KiB into `ctx.request.body`: any JSON value of some depth and so many parts; what it may
 * be is the schema's. What needs no parsing is refused before. `optional`: no body at all is an empty object.
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
    const stop = lookBefore(ctx.req);
    try {
      await read(ctx, async () => undefined);
    } finally {
      stop();
    }
    await nextTurn(ctx.req);
    if (ctx.request.body === '') throw new ChatError('invalid_json'); // what the parser makes of no body at all
    return next();
  };
}

/**
 * Looks at a body as it was sent before the parser does, which would put � for what is not UTF-8: it is told of an error
 * where it waits for the end. Answers with what ends that.
 */
function lookBefore(request: IncomingMessage): () => void {
  const chunks: Buffer[] = [];
  const take = (chunk: Buffer) => chunks.push(chunk);
  const look = () => {
    try {
      insistOnPlainJson(Buffer.concat(chunks));
    } catch (error) {
      request.emit('error', error);
    }
  };
  request.on('data', take).on('end', look);
  return () => request.off('data', take).off('end', look);
}

function saysUtf8(charset: string): boolean {
  return charset === '' || /^utf-?8$/i.test(charset);
}

/** The parser's own error carries the body: it goes no further than here. */
function refuse(error: Error): never {
  if (error instanceof ChatError) throw error;
  const tooLarge = 'status' in error && error.status === 413;
  throw new ChatError(tooLarge ? 'body_too_large' : 'invalid_json');
}
