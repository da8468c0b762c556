/** The files that browsers load: read once, named by their content, compressed when first asked for. */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {brotliCompress, gzip} from 'node:zlib';

const encoders = {br: promisify(brotliCompress), gzip: promisify(gzip)};

export class Asset {
  readonly type: string;
  /** Of the content; changes whenever it does. */
  readonly hash: string;
  readonly #identity: Buffer;
  readonly #encoded = new Map<string, Promise<Buffer>>();

  constructor(file: URL, type: string) {
    this.#identity = readFileSync(file);
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
