/**
 * What visitors say, and who they are, is sealed before it leaves the process: AES-256-GCM, a fresh nonce each time,
 * bound to its clinic, to the message or session that owns it, and to its field. What was changed, or stands where it
 * was not written, does not open. An envelope is `~1.<key id>.<base64url of nonce, tag and ciphertext>`.
 *
 * Without keys (in development) texts stay as they are; only what looks like an envelope is marked, by `~0.`.
 */
import {createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes} from 'node:crypto';

/** To whom a sealed text belongs. `owner`: the id of a message, or the name of a session. */
export type SealContext = {clinic: string; owner: string};

export type DataKey = {id: string; key: Buffer};

export type Sealer = {
  /** By which key; `undefined`: nothing is sealed. */
  keyId: string | undefined;
  seal(field: string, context: SealContext, text: string): string;
  /** Throws `BrokenSeal`. */
  open(field: string, context: SealContext, value: string): string;
  /** The same for the same text under the same key, one for each key; nobody without it can try texts. */
  digests(text: string): [string, ...string[]];
};

/** The text, or `undefined` where it does not open: for what is left out rather than fails. */
export function openIfWhole(
  sealer: Sealer,
  field: string,
  context: SealContext,
  value: string | null | undefined,
): string | undefined {
  if (value == null) return undefined;
  try {
    return sealer.open(field, context, value);
  } catch (error) {
    if (error instanceof BrokenSeal) return undefined;
    throw error;
  }
}

/** Was it sealed, or is it as somebody wrote it? */
export function isEnvelope(value: string | null | undefined): value is string {
  return value?.startsWith('~') === true;
}

/** The same of a field that versions before wrote as it was. */
export function openIfSealed(
  sealer: Sealer,
  field: string,
  context: SealContext,
  value: string | null | undefined,
): string | undefined {
  return isEnvelope(value) ? openIfWhole(sealer, field, context, value) : (value ?? undefined);
}

/** A sealed text was changed, belongs elsewhere, or is of a key that is not there any more. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal' as const;
  readonly code: string;

  constructor(reason: 'unknown_key' | 'unsealed' | 'changed') {
    super(`A sealed field cannot be opened: ${reason}`);
    this.code = `seal_${reason}`;
  }
}

const mark = '~1.';
const plainMark = '~0.';
const nonceBytes = 12;
const tagBytes = 16;

/** `acceptPlain`: what was written before there were keys is read as it is. */
export function createSealer(keys: readonly DataKey[], {acceptPlain = false} = {}): Sealer {
  const [first] = keys;
  if (!first) return plainSealer;
  const byId = new Map(keys.map(one => [one.id, one.key]));
  return {
    keyId: first.id,
    seal: (field, context, text) => sealWith(first, additional(field, context), text),
    open(field, context, value) {
      if (!value.startsWith(mark)) {
        if (acceptPlain) return plainSealer.open(field, context, value);
        throw new BrokenSeal('unsealed');
      }
      const [, id = '', body = ''] = value.split('.');
      const key = byId.get(id);
      if (!key) throw new BrokenSeal('unknown_key');
      return openWith(key, additional(field, context), body);
    },
    digests: text =>
      keys.map(({key}) => createHmac('sha256', key).update(text).digest('base64url')) as [
        string,
        ...string[],
      ],
  };
}

export const plainSealer: Sealer = {
  keyId: undefined,
  seal: (_field, _context, text) => (isEnvelope(text) ? plainMark + text : text),
  open(_field, _context, value) {
    if (value.startsWith(mark)) throw new BrokenSeal('unknown_key');
    return value.startsWith(plainMark) ? value.slice(plainMark.length) : value;
  },
  digests: text => [createHash('sha256').update(text).digest('base64url')],
};

/** A key as it is configured: `id:<base64 of 32 bytes>`, or a secret of at least 32 characters. `null` for anything else. */
export function parseDataKey(spelling: string): DataKey | null {
  const [, id, base64] = /^([\w-]{1,16}):([A-Za-z0-9+/_-]{43}=?)$/.exec(spelling) ?? [];
  if (id !== undefined && base64 !== undefined) {
    const key = Buffer.from(base64, 'base64');
    return key.length === 32 ? {id, key} : null;
  }
  if (spelling.length < 32 || spelling.includes(':')) return null;
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', spelling, '', `plaintalk ${purpose}`, bytes));
  return {id: derive('data key id', 6).toString('base64url'), key: derive('data key', 32)};
}

function sealWith({id, key}: DataKey, bound: Buffer, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(bound);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${mark}${id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

function openWith(key: Buffer, bound: Buffer, body: string): string {
  const bytes = Buffer.from(body, 'base64url');
  // Decoders overlook bits at the end, and characters that are none.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== body)
    throw new BrokenSeal('changed');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  decipher.setAAD(bound);
  try {
    const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    throw new BrokenSeal('changed'); // the tag does not match
  }
}

/** Lengths first, so that no two contexts read alike. */
function additional(field: string, {clinic, owner}: SealContext): Buffer {
  return Buffer.from(JSON.stringify([1, clinic, owner, field]));
}
