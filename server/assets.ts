/** What browsers load as it is: read once, named by its content, compressed when first asked for. */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {brotliCompress, gzip} from 'node:zlib';

const encoders = {br: promisify(brotliCompress), gzip: promisify(gzip)};

/** The widget: its script, and the parts that it loads when it needs them, by name. */
export type WidgetAssets = {script: Asset; parts: ReadonlyMap<string, Asset>};

export function widgetAssets(folder: URL): WidgetAssets {
  const type = 'text/javascript; charset=utf-8';
  const files = readdirSync(folder).filter(file => /^widget-\w+\.js$/.test(file));
  const parts = files.map(file => [file.slice(7, -3), new Asset(new URL(file, folder), type)] as const);
  return {script: new Asset(new URL('widget.js', folder), type), parts: new Map(parts)};
}

/** The script that draws plots, out of its package. */
export function plotsAsset(): Asset {
  const file = new URL(import.meta.resolve('uplot/dist/uPlot.iife.min.js'));
  return new Asset(file, 'text/javascript; charset=utf-8');
}

export class Asset {
  readonly type: string;
  /** Of the content; changes whenever it does. */
  readonly hash: string;
  readonly #identity: Buffer;
  readonly #encoded = new Map<string, Promise<Buffer>>();

  constructor(content: URL | string, type: string) {
    this.#identity = content instanceof URL ? readFileSync(content) : Buffer.from(content);
    this.type = type;
    this.hash = createHash('sha256').update(this.#identity).digest('base64url').slice(0, 16);
  }

  async encoded(encoding: 'br' | 'gzip' | 'identity'): Promise<Buffer> {
    if (encoding === 'identity') return this.#identity;
    const known = this.#encoded.get(encoding) ?? encoders[encoding](this.#identity);
    this.#encoded.set(encoding, known);
    return known;
  }
}
