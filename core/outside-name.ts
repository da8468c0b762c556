/**
 * What a conversation is called where others are told of it: by its name where that is ours. A page may choose any name,
 * also one with somebody's words or a number in it: such a one is sealed, and operators' paths take it as it was told.
 */
import {openIfWhole, type Sealer} from './seal.ts';

const field = 'outside_name';
const nobody = {clinic: '', owner: ''};
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Always the same under the same key. `isProtected`: we have opened it, and chosen its name. */
export function outsideName(
  sealer: Sealer,
  {channel, session}: {channel: string; session: string},
  isProtected: boolean,
): string {
  const isByPage = channel === 'legacy' || (channel === 'widget' && !isProtected);
  return isByPage && !uuid.test(session) ? sealer.sealAlike(field, nobody, session) : session;
}

/** The name that was told, or itself where none was. */
export function insideName(sealer: Sealer, name: string): string {
  return name.startsWith('~') ? (openIfWhole(sealer, field, nobody, name) ?? name) : name;
}
