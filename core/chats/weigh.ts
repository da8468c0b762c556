/** What is to be done with what a chat says: one decision for each event, whoever asks again. */
import {createHash} from 'node:crypto';
import {keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, list, lua, number, type Prelude} from '../redis/script.ts';
import type {Sealer} from '../seal.ts';
import {type Chat, chatRecord, memberOf} from './chat-record.ts';

export type Heard = {
  chat: Chat;
  /** Further names that the chat's provider has for it. */
  others: readonly Chat[];
  /** The same again when the provider repeats itself. */
  event: string;
  kind: 'words' | 'wordless' | 'edit';
  text: string;
  /** By the provider's clock, unix milliseconds. */
  atMs: number;
  wish?: 'start' | 'stop' | 'help' | 'yes' | undefined;
  /** Only a keyword lets us write again after an opt-out. */
  needsOptIn?: boolean | undefined;
  /** Is a picture or the like part of it; of which album? */
  media?: {album?: string} | undefined;
  rules: Rules;
};

export type Rules = {
  /** Messages of a chat that are answered within a minute; 0: as many as come. */
  perMinute: number;
  /** What is older is not answered any more, in milliseconds; 0: however old it is. */
  staleMs: number;
};

export type ChatSettings = Rules & {
  /** How long the agent is silent after somebody of the clinic wrote, in milliseconds. */
  staffQuietMs: number;
  /** Is whoever wrote too long ago told so? */
  tellsAway: boolean;
};

/**
 * `answer`; `greet`, `help`: as wished. `ask`: for text. `stopped`, `back`: they want no more from now on, or again.
 * `out`: they want no more. `slow_down`, `loop`: say so and do not answer; `limited`, `looping`: do not answer. `staff`:
 * somebody of the clinic does. `away`: say that it came too late; `stale`: it did. `album`: it needs no answer of its own.
 */
export type Verdict = keyof typeof verdicts;

const verdicts = {
  answer: {},
  greet: {},
  help: {},
  ask: {},
  stopped: {},
  back: {},
  out: {},
  slow_down: {},
  limited: {},
  loop: {},
  looping: {},
  staff: {},
  away: {},
  stale: {},
  album: {},
} as const;

const heardLately: Prelude<Heard> = {
  lua: lua(import.meta.url, 'heard.lua'),
  /** What comes in three minutes; of a limit that is none, not all is counted. */
  args: {remembered: number(({rules}) => Math.min(Math.max(40, 3 * rules.perMinute), 300))},
};

export const weighScript = defineScript<Heard & {sameness: string}>()({
  name: 'weigh',
  lua: lua(import.meta.url, 'weigh.lua'),
  uses: [clock, chatRecord, heardLately],
  args: {
    event: ({event}) => digest(event, 16),
    kind: ({kind}) => kind,
    wish: ({wish}) => wish,
    words: ({sameness}) => sameness,
    needs_opt_in: ({needsOptIn}) => needsOptIn,
    has_media: ({media}) => media !== undefined,
    album: ({media}) => media?.album && `a${digest(media.album, 8)}`,
    at: number(({atMs}) => Math.round(atMs)),
    length: number(({text}) => text.length),
    per_minute: number(({rules}) => rules.perMinute),
    stale: number(({rules}) => rules.staleMs),
    others: list(({others}) => others.map(memberOf)),
  },
  constants: {
    day: 24 * 3_600_000,
    /** Pictures that follow each other so soon are one album, in milliseconds. */
    album: 20_000,
    /** Characters a second that nobody types or dictates. */
    typing: 25,
    /** How often the same is answered: long texts within the hour, short ones in a row. */
    most_same: 3,
    most_short: 5,
    /** Messages of ours to somebody who answers faster than anybody types. */
    most_pieces: 5,
  },
  answers: verdicts,
});

/** Throws `unavailable`. */
export async function weigh(redis: Redis, heard: Heard): Promise<Verdict> {
  return (await call(redis, weighScript, {...heard, sameness: samenessOf(redis.sealer, heard)})).status;
}

/**
 * The same for words that differ in nothing but numbers, marks and case: what a machine says twice. Nobody who reads
 * Redis can find out by trying what was said.
 */
function samenessOf(sealer: Sealer, {kind, text}: Heard): string {
  if (kind !== 'words') return `s${kind}`;
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{Extended_Pictographic}]+/gu, ' ')
    .trim();
  const isShort = words.length <= 20;
  const [same] = sealer.digests(`heard\n${isShort ? text.toLowerCase().trim() : words}`);
  return (isShort ? 's' : 'l') + same.slice(0, 10);
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

export function isOptedOut(redis: Redis, chat: Chat): Promise<boolean> {
  return redis.run(async client => (await client.zScore(keys.optedOut, memberOf(chat))) !== null);
}
