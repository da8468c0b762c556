/**
 * `GET /widget.js`, `GET /widget.{hash}.js`, its parts `GET /widget-{part}.{hash}.js`, and the demo page at `/`. The
 * short name is checked again after five minutes; those with a hash never change.
 */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../core/errors.ts';
import type {Asset, WidgetAssets} from '../assets.ts';

export type Assets = {widget: WidgetAssets; demo: Asset; continue: Asset};

export function demoPage({demo}: Assets): Middleware {
  return ctx => answerWith(ctx, demo, 'no-cache');
}

export function widgetFile({widget}: Assets): Middleware {
  return ctx => {
    shareWithAllSites(ctx);
    return answerWith(ctx, widget.script, 'public, max-age=300, stale-while-revalidate=86400');
  };
}

/** The widget or a part of it, under the name of its content. */
export function hashedWidgetFile({widget}: Assets): Middleware {
  return ctx => {
    const {part, hash} = ctx['params'] ?? {};
    const asset = part === undefined ? widget.script : widget.parts.get(part);
    if (!asset || asset.hash !== hash) throw new ChatError('not_found');
    shareWithAllSites(ctx);
    return answerWith(ctx, asset, 'public, max-age=31536000, immutable');
  };
}

export async function answerWith(ctx: Context, asset: Asset, caching: string): Promise<void> {
  ctx.set('Cache-Control', caching);
  ctx.set('ETag', `"${asset.hash}"`);
  ctx.vary('Accept-Encoding');
  ctx.status = 200;
  ctx.type = asset.type;
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  // Browsers name gzip first, and mean no preference by it.
  const encoding = (['br', 'gzip'] as const).find(name => ctx.acceptsEncodings(name)) ?? 'identity';
  if (encoding !== 'identity') ctx.set('Content-Encoding', encoding);
  ctx.body = await asset.encoded(encoding);
}

/** A module script of another origin is only run with CORS. */
function shareWithAllSites(ctx: Context): void {
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
}
