/** Beginning an attempt at a delivery. Whoever claimed it may send until somebody else claims it. */
import {parseChoices} from '../events/open-event.ts';
import type {Entry} from '../fifo/entry.ts';
import {held, type JobInput} from '../fifo/fifo.ts';
import {keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {flag, integer, optionalText, text} from '../redis/replies.ts';
import {call, defineScript, lua, number} from '../redis/script.ts';
import {type Delivery, delivery, givingUp, inputOf, type Keeping} from './delivery.ts';

export type Claimed =
  | {status: 'send'; delivery: Delivery}
  | {status: 'parked'; afterMs: number}
  | {status: 'lost' | 'ended'};

export type ClaimOptions = Keeping & {
  /** How often an account is tried through which nothing can leave, in milliseconds; and one that is not connected. */
  probeMs: number;
  awayProbeMs: number;
};

export const claimDeliveryScript = defineScript<
  JobInput & {consumer: string} & Pick<ClaimOptions, 'probeMs' | 'awayProbeMs'>
>()({
  name: 'claim-delivery',
  lua: lua(import.meta.url, 'claim.lua'),
  uses: [clock, held, delivery, givingUp],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    transcript: ({entry}) => keys.transcript(entry.channel, entry.session),
  },
  args: {
    consumer: ({consumer}) => consumer,
    probe: number(({probeMs}) => probeMs),
    away_probe: number(({awayProbeMs}) => awayProbeMs),
  },
  answers: {
    send: {
      attempt: integer,
      reply: optionalText,
      failure: text,
      target: text,
      providerId: optionalText,
      clinic: text,
      /** Did others come in after the message? */
      followed: flag,
      sent: integer,
      piece: optionalText,
      tries: integer,
      sinceMs: integer,
      unsureMs: integer,
      choices: optionalText,
      trace: optionalText,
    },
    parked: {afterMs: integer},
    lost: {},
    ended: {},
  },
});

/**
 * `lost`: another consumer has it. `ended`: it was over already, and the next one of the chat may leave. `parked`: its
 * account is, and the delivery with it.
 */
export async function claimDelivery(
  redis: Redis,
  options: ClaimOptions,
  entry: Entry,
  consumer: string,
): Promise<Claimed> {
  const {probeMs, awayProbeMs} = options;
  const input = {...inputOf(entry, options), consumer, probeMs, awayProbeMs};
  const answer = await call(redis, claimDeliveryScript, input);
  if (answer.status !== 'send') return answer;
  const {attempt, reply, failure, target, providerId, clinic} = answer;
  const {followed, sent, piece, tries, sinceMs, unsureMs, choices, trace} = answer;
  const open = (field: string, value: string) =>
    redis.sealer.open(field, {clinic, owner: entry.message}, value);
  const quoted = followed && providerId ? open('provider_id', providerId) : undefined;
  return {
    status: 'send',
    delivery: {
      ...entry,
      consumer,
      attempt,
      text: reply === undefined ? failure : open('reply', reply),
      choices: choices === undefined ? [] : parseChoices(open('choices', choices)),
      target: open('target', target),
      quoted,
      sent,
      trace,
      open: piece === undefined ? undefined : {piece: Number(piece), tries, sinceMs, unsureMs},
    },
  };
}
