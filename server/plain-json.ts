/**
 * What of JSON is bounded before it is parsed, since the parser's time goes by its parts and not by its length: UTF-8, how
 * deep it is nested, and of how many values it is made. Nobody who means well comes near.
 */
import {isUtf8} from 'node:buffer';
import {ChatError} from '../core/errors.ts';
import {invalid} from './parse.ts';

/** Of arrays and objects within each other: the metadata of a message may have eight. */
const mostDepth = 10;
/** The metadata of a message has no room for half as many. */
const mostValues = 2000;
const longestName = 64;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Throws `invalid_json`, or `invalid_request` that points at the body or its member. */
export function insistOnPlainJson(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new ChatError('invalid_json');
  let values = 1;
  let depth = 0;
  let begin = -1; // of the string that we are in
  let name = '';
  const refuse = (detail: string) => {
    throw invalid([{detail, pointer: depth > 1 && /^\w+$/.test(name) ? `#/${name}` : '#'}]);
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (begin !== -1) {
      if (byte === backslash) i += 1;
      if (byte !== quote) continue;
      if (depth === 1) name = bytes.toString('utf8', begin, Math.min(i, begin + longestName));
      begin = -1;
    } else if (byte === quote) begin = i + 1;
    else if (closing.has(byte)) depth -= 1;
    else if (byte === comma) values += 1;
    else if (opening.has(byte)) {
      values += 1;
      depth += 1;
      if (depth > mostDepth) refuse(`must not be nested more than ${mostDepth} deep`);
    }
    if (values > mostValues) refuse(`must be made of at most ${mostValues} values`);
  }
}
