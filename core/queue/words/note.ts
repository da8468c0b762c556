/** Words of somebody that no agent answers: they stand in the conversation, and in the agent's memory of it. */
import {putting} from '../../fifo/fifo.ts';
import {newId} from '../../ids.ts';
import {type Channel, keys} from '../../keys.ts';
import {clock} from '../../redis/clock.ts';
import type {Redis} from '../../redis/connection.ts';
import type {Seal} from '../../redis/names.ts';
import {text as decodeText} from '../../redis/replies.ts';
import {call, defineScript, list, lua, number, type Prelude} from '../../redis/script.ts';
import type {SealContext} from '../../seal.ts';
import {type Alarm, alarming} from '../alarms/alarm.ts';
import {desk} from '../desk/desk.ts';
import {fingerprintsOf, recordOf, transcriptLength} from '../enqueue.ts';
import {eventsTtlMs, inputOf, type MessageInput} from '../messages.ts';

/** Words that were said, and what names them for their provider. */
export type Saying = {
  channel: Channel;
  session: string;
  text: string;
  clinic: string;
  /** What the guard said of them. */
  alarm?: Alarm | undefined;
  target?: string | undefined;
  providerId: string;
  idempotency: {scope: string; key: string};
  /** By the provider's clock, unix milliseconds. */
  atMs: number;
};

export type SayingInput = MessageInput & {saying: Saying; fingerprint: string; alarm: Alarm | undefined};

/** `is_written_down()`, `write_down(status, role, fields)`. */
export const writingDown: Prelude<SayingInput> = {
  lua: lua(import.meta.url, 'write-down.lua'),
  uses: [clock, putting, desk],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    transcript: ({entry}) => keys.transcript(entry.channel, entry.session),
    messages: ({entry}) => keys.messages(entry.channel, entry.session),
    idempotency: ({saying}) => keys.idempotency(recordOf(saying.channel, saying.idempotency)),
  },
  args: {
    id: ({entry}) => entry.message,
    has_words: ({saying}) => saying.text !== '',
    fingerprint: ({fingerprint}) => fingerprint,
    said_at: number(({saying}) => Math.round(saying.atMs)),
    fields: list(({saying}, seal) => fieldsOf(saying, seal)),
  },
  constants: {longest: transcriptLength},
};

export const noteScript = defineScript<SayingInput & {why: string}>()({
  name: 'note',
  lua: lua(import.meta.url, 'note.lua'),
  uses: [writingDown, alarming],
  owner: ownerOf,
  args: {why: ({why}) => why, text: ({saying}, seal) => seal('text', saying.text)},
  /** Of a conversation; whoever says more is a machine, and what it says is forgotten. */
  constants: {most_noted: 1000},
  answers: {noted: {id: decodeText}, repeated: {}, full: {}},
});

export function ownerOf({saying, entry}: SayingInput): SealContext {
  return {clinic: saying.clinic, owner: entry.message};
}

export function sayingInput({sealer}: Redis, resultTtlMs: number, saying: Saying): SayingInput {
  const {channel, session} = saying;
  const entry = {message: newId(), channel, session, entryId: ''};
  // The event's own id says all: a provider that repeats itself may have changed something meanwhile.
  const [fingerprint] = fingerprintsOf(sealer, null);
  return {...inputOf(entry, {resultTtlMs, eventsTtlMs}), saying, fingerprint, alarm: saying.alarm};
}

/** `why` nobody answers. `repeated`: it is known, whatever became of it. Safe to repeat. */
export async function note(
  redis: Redis,
  resultTtlMs: number,
  saying: Saying,
  why: string,
): Promise<'noted' | 'repeated' | 'full'> {
  return (await call(redis, noteScript, {...sayingInput(redis, resultTtlMs, saying), why})).status;
}

function fieldsOf({clinic, target, providerId}: Saying, seal: Seal): string[] {
  const fields = ['clinic', clinic, 'provider_id', seal('provider_id', providerId)];
  return target === undefined ? fields : [...fields, 'target', seal('target', target)];
}
