/**
 * Meta's ids of messages name the other party: behind `wamid.`, in base64, stand the bytes 1c 18, a length, and the
 * digits of the phone. Evolution 2.3 may give a message to somebody else (its issues 1848 and 2407); the id does not.
 */
export function phoneInMetaId(id: string): string | undefined {
  if (!id.startsWith('wamid.')) return undefined;
  const bytes = Buffer.from(id.slice('wamid.'.length), 'base64');
  const [first, second, length = 0] = bytes;
  if (first !== 0x1c || second !== 0x18) return undefined;
  const digits = bytes.toString('latin1', 3, 3 + length);
  return /^\d{5,20}$/.test(digits) ? digits : undefined;
}
