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

/** Knows of JSON only where a string begins and where it ends. */
class Sieve {
  readonly #limits: ReadLimits;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** What there is of the string that we are in; `null` outside of strings. */
  #string: Buffer[] | null = null;
  #stringBytes = 0;
  /** Was the last byte a backslash that makes the next one mean something else? */
  #escaped = false;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
  }

  add(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      from = this.#string ? this.#addInside(chunk, from) : this.#addOutside(chunk, from);
    }
  }

  parse(): unknown {
    if (this.#keptBytes > this.#limits.keptBytes) return undefined;
    try {
      return JSON.parse(Buffer.concat(this.#kept).toString());
    } catch {
      return undefined; // the message of that error quotes the body
    }
  }

  #addOutside(chunk: Buffer, from: number): number {
    const begin = chunk.indexOf(quote, from);
    const end = begin === -1 ? chunk.length : begin + 1;
    this.#keep(chunk.subarray(from, end));
    if (begin === -1) return end;
    this.#string = [];
    this.#stringBytes = 0;
    return end;
  }

  #addInside(chunk: Buffer, from: number): number {
    const closing = this.#findClosing(chunk, from);
    const end = closing === -1 ? chunk.length : closing;
    this.#stringBytes += end - from;
    if (this.#stringBytes > this.#limits.stringBytes) this.#string = [];
    else this.#string?.push(chunk.subarray(from, end));
    if (closing === -1) return end;
    for (const part of this.#string ?? []) this.#keep(part);
    this.#keep(chunk.subarray(closing, closing + 1));
    this.#string = null;
    return closing + 1;
  }

  #findClosing(chunk: Buffer, from: number): number {
    let begin = from;
    for (;;) {
      const found = chunk.indexOf(quote, begin);
      const end = found === -1 ? chunk.length : found;
      let slashes = end;
      while (slashes > begin && chunk[slashes - 1] === backslash) slashes--;
      const odd = (end - slashes) % 2 === 1;
      // The run of backslashes may have begun in the chunk before.
      const escaped = slashes === begin ? odd !== this.#escaped : odd;
      this.#escaped = found === -1 && escaped;
      if (found === -1 || !escaped) return found;
      begin = found + 1;
    }
  }

  #keep(part: Buffer): void {
    this.#keptBytes += part.length;
    if (this.#keptBytes <= this.#limits.keptBytes) this.#kept.push(part);
    else this.#kept = [];
  }
}
