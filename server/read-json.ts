/**
 * A JSON body whose long strings are left out while it is read: pictures come in base64, as large as the whole
 * body is allowed to be, and nobody here looks at them. At no time is more of it in memory than what is kept.
 */
import type {Readable} from 'node:stream';
import {ChatError} from '../core/errors.ts';

export type ReadLimits = {
  /** Of the body as it is sent. */
  limitBytes: number;
  /** Of one string, without its quotes; a longer one becomes empty. */
  stringBytes: number;
  /** Of what is left of the body then. */
  keptBytes: number;
};

const quote = 0x22;
const backslash = 0x5c;

/** `undefined` where it is not JSON, or too much of it remains. Throws `body_too_large`. */
export async function readJson(body: Readable, limits: ReadLimits): Promise<unknown> {
  const sieve = new Sieve(limits);
  await readChunks(body, limits.limitBytes, chunk => sieve.add(chunk));
  return sieve.parse();
}

/** Throws `body_too_large` (the rest is left to whoever answers), and `unavailable` when the sender hung up. */
export async function readChunks(
  body: Readable,
  limitBytes: number,
  take: (chunk: Buffer) => void,
): Promise<void> {
  let length = 0;
  try {
    // A body that is given up must not take its connection with it: the refusal goes back over it.
    for await (const chunk of body.iterator({destroyOnReturn: false})) {
      length += chunk.length;
      if (length > limitBytes) throw new ChatError('body_too_large');
      take(chunk);
    }
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError('unavailable', undefined, {cause: error});
  }
}

/** Knows of JSON only where a string begins and where it ends. What is kept is cut only where a string is left out. */
class Sieve {
  readonly #limits: ReadLimits;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  /** What there is of a string that goes on in the next chunk; `null` outside of strings. */
  #begun: Buffer[] | null = null;
  #stringBytes = 0;
  /** Was the last byte a backslash that makes the next one mean something else? */
  #escaped = false;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  add(chunk: Buffer): void {
    let from = 0; // of what is to be kept, and is not yet
    let begin = this.#begun ? 0 : -1; // of the string that we are in
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.#escaped) this.#escaped = false;
      else if (begin === -1) {
        if (byte !== quote) continue;
        begin = at + 1;
        this.#stringBytes = 0;
      } else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        from = this.#endString(chunk, {from, begin, end: at});
        begin = -1;
      }
    }
    this.#keep(chunk.subarray(from, begin === -1 ? chunk.length : begin));
    if (begin === -1) this.#begun = null;
    else this.#goOn(chunk.subarray(begin));
  }

  parse(): unknown {
    if (this.#keptBytes > this.#limits.keptBytes) return undefined;
    try {
      return JSON.parse(Buffer.concat(this.#kept).toString());
    } catch {
      return undefined; // the message of that error quotes the body
    }
  }

  /** Where what is to be kept goes on. */
  #endString(chunk: Buffer, {from, begin, end}: {from: number; begin: number; end: number}): number {
    const begun = this.#begun ?? [];
    this.#begun = null;
    if (this.#stringBytes + end - begin > this.#limits.stringBytes) {
      this.#keep(chunk.subarray(from, begin));
      return end;
    }
    for (const part of begun) this.#keep(part);
    return from;
  }

  #goOn(part: Buffer): void {
    this.#stringBytes += part.length;
    this.#begun ??= [];
    if (this.#stringBytes > this.#limits.stringBytes) this.#begun.length = 0;
    else this.#begun.push(part);
  }

  #keep(part: Buffer): void {
    this.#keptBytes += part.length;
    if (this.#keptBytes <= this.#limits.keptBytes) this.#kept.push(part);
    else this.#kept.length = 0;
  }
}
