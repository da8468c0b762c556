/**
 * `GET /widget.js`, `GET /widget.{hash}.js`, its parts `GET /widget-{part}.{hash}.js`, and the demo page at `/`. The
 * short name is checked again after five minutes; those with a hash never change.
 */
import type {Context, Middleware} from 'koa';
import {ChatError} from '../../../core/errors.ts';
import type {Asset, WidgetAssets} from '../../assets.ts';
import {pagePolicy} from '../../page-policy.ts';
import type {Route} from '../route.ts';

export type Assets = {
  widget: WidgetAssets;
  demo: Asset;
  continue: Asset;
  admin: Asset;
  desk: Asset;
  migration: Asset;
  plots: Asset;
};

export type AssetsDeps = {assets: Assets};

export const demoPage: Route<AssetsDeps> = {
  method: 'get',
  path: '/',
  access: 'open',
  describe: {hidden: 'a page for people'},
  handle:
    ({assets}) =>
    ctx =>
      answerPage(ctx, assets.demo, 'no-cache'),
};

export const widgetFile: Route<AssetsDeps> = {
  method: 'get',
  path: '/widget.js',
  access: 'open',
  describe: {hidden: 'a script for pages'},
  handle: sendWidget,
};

export const hashedWidgetFile: Route<AssetsDeps> = {
  method: 'get',
  path: '/widget.{hash}.js',
  access: 'open',
  describe: {hidden: 'a script for pages'},
  handle: sendHashedWidget,
};

export const widgetPart: Route<AssetsDeps> = {...hashedWidgetFile, path: '/widget-{part}.{hash}.js'};

function sendWidget({assets: {widget}}: AssetsDeps): Middleware {
  return ctx => {
    shareWithAllSites(ctx);
    return answerWith(ctx, widget.script, 'public, max-age=300, stale-while-revalidate=86400');
  };
}

/** The widget or a part of it, under the name of its content. */
function sendHashedWidget({assets: {widget}}: AssetsDeps): Middleware {
  return ctx => {
    const {part, hash} = ctx['params'] ?? {};
    const asset = part === undefined ? widget.script : widget.parts.get(part);
    if (!asset || asset.hash !== hash) throw new ChatError('not_found');
    shareWithAllSites(ctx);
    return answerWith(ctx, asset, 'public, max-age=31536000, immutable');
  };
}

/** A page for people, with what it may do. */
export async function answerPage(ctx: Context, page: Asset, caching: string): Promise<void> {
  ctx.set('Content-Security-Policy', pagePolicy((await page.encoded('identity')).toString()));
  ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
  ctx.set('Permissions-Policy', 'camera=(), geolocation=()');
  await answerWith(ctx, page, caching);
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
