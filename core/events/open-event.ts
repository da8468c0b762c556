/** Entries of a result stream as events: opened, and only those that this version knows. */

import type {Log} from '../log.ts';
import {failures} from '../phrases/failures.ts';
import type {StreamEntry} from '../redis/replies.ts';
import {BrokenSeal, type SealContext, type Sealer} from '../seal.ts';
import {MessageEvent, ReplyFacts} from '../wire/message.ts';
import {timeOf} from './cursor.ts';

/** The field of a piece of the reply: pieces cannot change places, nor come from another attempt. */
export function deltaField(attempt: number | string, piece: number | string): string {
  return `delta ${attempt}.${piece}`;
}

/** `null`: a later version wrote it, or it does not open. A reply that does not open has failed. */
export type OpenEvent = (entry: StreamEntry) => MessageEvent | null;

export function eventOpener(sealer: Sealer, context: SealContext, log?: Log): OpenEvent {
  return ({id, message: {attempt, number, choices, said_by, ...fields}}) => {
    const stamp = {id, at: timeOf(id)};
    try {
      const words = isSealed(fields) && {
        text: sealer.open(fieldOf(fields.type, number), context, fields.text),
      };
      const offered = choices && {choices: parseChoices(sealer.open('choices', context, choices))};
      const named = said_by && {name: sealer.open('said_by', context, said_by)};
      const numbered = attempt && {attempt: Number(attempt)};
      const by = speakerOf(fields);
      const event = MessageEvent.safeParse({
        ...stamp,
        ...fields,
        ...by,
        ...words,
        ...offered,
        ...named,
        ...numbered,
      });
      if (event.success) return event.data;
      log?.debug({message: context.owner}, 'event.unknown');
      return null;
    } catch (error) {
      if (!(error instanceof BrokenSeal)) throw error;
      log?.error({message: context.owner, code: error.code}, 'seal.broken');
      if (fields['type'] !== 'message') return null;
      return {...stamp, type: 'error', code: 'internal', message: failures.internal.en};
    }
  };
}

/** Whose words an event has; nobody's, where it has none. */
export function speakerOf({type, answered_by}: {type?: string; answered_by?: string | undefined}) {
  if (type === 'guard') return {by: 'guard'} as const;
  if (type !== 'message') return {};
  return {by: answered_by === 'person' ? 'person' : 'agent'} as const;
}

function isSealed(fields: Record<string, string>): fields is {type: string; text: string} {
  return fields['text'] !== undefined && (fields['type'] === 'delta' || fields['type'] === 'message');
}

function fieldOf(type: string, number: string | undefined): string {
  return type === 'message' ? 'reply' : `delta ${number}`;
}

/** None where it is no list of texts. */
export function parseChoices(json: string): string[] {
  try {
    return ReplyFacts.shape.choices.parse(JSON.parse(json)) ?? [];
  } catch {
    return [];
  }
}
