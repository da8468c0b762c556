/**
 * Who did what with a conversation: read, answered, exported, erased. No word of it, and no name: whose it was is a keyed
 * digest. Each entry is chained to the one before by a keyed hash, so that none can be changed, taken out or put in
 * without a break that `verifyAudit` finds; what was cut off at the end is found by the log, which has each entry's hash.
 */
import {type Channel, keys} from '../keys.ts';
import type {Log} from '../log.ts';
import type {Redis} from '../redis/connection.ts';
import {type StreamEntry, text} from '../redis/replies.ts';
import {call, defineScript, list, lua} from '../redis/script.ts';
import type {Sealer} from '../seal.ts';

export const acts = [
  'conversation.listed',
  'conversation.read',
  'conversation.taken',
  'conversation.answered',
  'conversation.given_back',
  'conversation.exported',
  'conversation.erased',
  'message.shown',
  'message.replayed',
  'message.dropped',
  'delivery.resent',
  'delivery.dropped',
] as const;

export type Act = {
  act: (typeof acts)[number];
  /** `operator`: with the admin token; `command`: at a terminal of ours; `visitor`: with the session's own token. */
  by: 'operator' | 'command' | 'visitor';
  /** Of which conversation, or message. */
  channel?: Channel | undefined;
  session?: string | undefined;
  message?: string | undefined;
  /** The request's id, which is in the log too. */
  request?: string | undefined;
};

type Input = {previous: string; hash: string; fields: readonly string[]};

export const auditScript = defineScript<Input>()({
  name: 'audit',
  lua: lua(import.meta.url, 'audit.lua'),
  keys: {audit: () => keys.audit},
  args: {
    previous: ({previous}) => previous,
    longest: () => longest,
    fields: list(({fields, hash}) => [...fields, 'hash', hash]),
  },
  /** `moved`: another entry was written in between; its hash. */
  answers: {written: {}, moved: {hash: text}},
});

/** Entries that are kept, roughly; years of a clinic's. */
const longest = 100_000;
const digestLength = 22;
const pageLength = 1000;

/** Durable when it returns; what is audited is done after that, or not at all. Throws `unavailable`. */
export async function audit(redis: Redis, log: Log, act: Act): Promise<void> {
  const fields = fieldsOf(redis.sealer, act);
  for (let previous = ''; ; ) {
    const hash = chain(redis.sealer, previous, fields)[0];
    const answer = await call(redis, auditScript, {previous, hash, fields});
    if (answer.status === 'written') {
      const {act: word, by, request} = act;
      log.info({act: word, by, request, hash}, 'audit.written');
      return;
    }
    previous = answer.hash;
  }
}

export type Verified = {
  entries: number;
  /** When the oldest one that is kept was written, unix milliseconds. */
  sinceMs: number | undefined;
  /** The ids of entries that do not follow from the one before. */
  broken: string[];
  /** The last one's hash, for comparison with the log. */
  hash: string;
};

/** Reads all of it, a page at a time. The oldest that is kept is believed, since those before it were trimmed. */
export async function verifyAudit(redis: Redis): Promise<Verified> {
  const verified: Verified = {entries: 0, sinceMs: undefined, broken: [], hash: ''};
  for (let from = '-'; ; ) {
    const page = (await redis.run(client =>
      client.xRange(keys.audit, from, '+', {COUNT: pageLength}),
    )) as StreamEntry[];
    for (const {id, message} of page) {
      const {hash = '', previous = '', ...rest} = message;
      const fields = Object.entries(rest).flat();
      const follows = verified.entries === 0 || previous === verified.hash;
      if (!follows || !chain(redis.sealer, previous, fields).includes(hash)) verified.broken.push(id);
      verified.sinceMs ??= Number(id.split('-')[0]);
      verified.entries += 1;
      verified.hash = hash;
    }
    if (page.length < pageLength) return verified;
    from = `(${page.at(-1)?.id ?? ''}`;
  }
}

function fieldsOf(sealer: Sealer, {act, by, channel, session, message, request}: Act): string[] {
  const digest = (what: string) => sealer.digests(`audit ${what}`)[0].slice(0, digestLength);
  const given = {
    act,
    by,
    channel,
    session: session && digest(`${channel} ${session}`),
    message: message && digest(message),
    request,
    // By this process's clock: the id is Redis' own, and could be chosen by whoever writes to it.
    at: new Date().toISOString(),
  };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}

function chain(sealer: Sealer, previous: string, fields: readonly string[]): [string, ...string[]] {
  return sealer.digests(`audit chain ${JSON.stringify([previous, ...fields])}`);
}
