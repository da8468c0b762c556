/**
 * One attempt at one letter, from taking it to what became of it. Before a piece is sent that is written down; whoever
 * takes the letter over after a crash looks whether it has gone out before sending it again, and resends only what
 * nobody has seen for a while.
 */
import {createHash} from 'node:crypto';
import {backoff} from '../../core/backoff.ts';
import type {ChannelName, Delivery, Outbound, Piece} from '../../core/channels/channel.ts';
import {accountOf} from '../../core/channels/session.ts';
import type {Entry} from '../../core/fifo/entry.ts';
import type {Log} from '../../core/log.ts';
import {type Letter, takeLetter} from '../../core/outbox/claim.ts';
import type {Keeping} from '../../core/outbox/delivery.ts';
import {closeLetter} from '../../core/outbox/finish.ts';
import {holdLetter} from '../../core/outbox/heartbeat.ts';
import {markPiece} from '../../core/outbox/mark.ts';
import {recordPiece} from '../../core/outbox/record.ts';
import {postponeLetter, type Reason} from '../../core/outbox/retry.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {persist} from '../persist.ts';

export type DeliveryDeps = {
  redis: Redis;
  log: Log;
  /** The channels that can send. */
  outbounds: ReadonlyMap<ChannelName, Outbound>;
  options: Keeping & {
    heartbeatMs: number;
    /** How long to look for a piece that may have gone out before it is sent again, in milliseconds. */
    graceMs: number;
    /** How often to look meanwhile, in milliseconds. */
    lookMs: number;
    /** How often to try a letter again that certainly has not gone out: at first, and at most, in milliseconds. */
    retryMs: number;
    longestRetryMs: number;
    /** How often a parked account is tried, in milliseconds. */
    probeMs: number;
  };
};

type Outcome =
  | {status: 'sent' | 'fenced'}
  | {status: 'failed'; code: string}
  | {status: 'postponed'; reason: Reason; afterMs: number; code?: string};

/** Of the same piece, where each time nobody could say whether it had gone out. */
const mostTries = 3;
/** A result that cannot be written down is offered to Redis for so long; then the next attempt looks for it. */
const persistMs = 10_000;

/** Whatever happens in between, the letter is closed, put aside, or somebody else's. */
export async function deliverLetter(deps: DeliveryDeps, entry: Entry, consumer: string): Promise<void> {
  const {redis, options} = deps;
  const log = deps.log.child({message: entry.message, channel: entry.channel});
  const taken = await takeLetter(redis, options, entry, consumer);
  if (taken.status !== 'send') return log.debug({reason: taken.status}, 'letter.skipped');
  const {letter} = taken;
  const stopHolding = keepHolding(deps, letter);
  try {
    const outcome = await carry({...deps, log}, letter);
    const status = await persist(() => conclude(deps, letter, outcome), persistMs);
    const {attempt} = letter;
    const code = 'code' in outcome ? outcome.code : undefined;
    log[status === 'sent' ? 'info' : 'warn']({attempt, status, code}, 'letter.carried');
    if (status === 'parked') {
      log.error({instance: accountOf(letter.session), reason: code}, 'outbox.parked');
    }
  } finally {
    stopHolding();
  }
}

/** Sends the pieces that have not gone out yet, one after the other. */
async function carry(deps: DeliveryDeps, letter: Letter): Promise<Outcome> {
  const {redis, options, log} = deps;
  const outbound = deps.outbounds.get(letter.channel);
  if (!outbound) return parked(deps, 'not_configured');
  const texts = outbound.render(letter.text);
  for (let number = letter.sent; number < texts.length; number++) {
    const piece = pieceOf(letter, texts[number] ?? '', number);
    if (letter.open?.piece === number) {
      const found = await lookFor(deps, outbound, letter, letter.open, piece);
      if (found === 'sent') continue;
      if (found !== 'nowhere') return found;
    }
    const marked = await markPiece(redis, options, letter, number, piece.text);
    if (marked === 'fenced') return {status: 'fenced'};
    if (marked === 'sent') continue;
    const delivery = await outbound.deliver(piece);
    if (delivery.status !== 'sent') return outcomeOf(deps, letter, delivery);
    const {resumed} = await persist(
      () => recordPiece(redis, options, letter, piece.text, delivery.providerId),
      persistMs,
    );
    if (resumed) log.info({instance: piece.account}, 'outbox.resumed');
  }
  return {status: 'sent'};
}

/** Has a piece gone out of which nobody knows? `nowhere`: it may be sent again. */
async function lookFor(
  {redis, options, log}: DeliveryDeps,
  outbound: Outbound,
  letter: Letter,
  open: NonNullable<Letter['open']>,
  piece: Piece,
): Promise<'sent' | 'nowhere' | Outcome> {
  const again = {status: 'postponed', reason: 'looked', afterMs: options.lookMs} as const;
  try {
    for (const providerId of (await outbound.find?.(piece)) ?? []) {
      const {status} = await recordPiece(redis, options, letter, piece.text, providerId);
      if (status === 'recorded') return 'sent';
    }
  } catch (error) {
    log.debug({error}, 'letter.unseen');
    return {...again, afterMs: backoff(letter.attempt, options.lookMs, options.longestRetryMs)};
  }
  if (open.unsureMs < options.graceMs) return again;
  if (open.tries >= mostTries) return {status: 'failed', code: 'unsure'};
  log.warn({attempt: letter.attempt}, 'letter.resent');
  return 'nowhere';
}

function outcomeOf(
  deps: DeliveryDeps,
  letter: Letter,
  delivery: Exclude<Delivery, {status: 'sent'}>,
): Outcome {
  const {retryMs, longestRetryMs, lookMs} = deps.options;
  switch (delivery.status) {
    case 'unknown':
      return {status: 'postponed', reason: 'unsure', afterMs: lookMs};
    case 'later': {
      const {afterMs = backoff(letter.attempt - 1, retryMs, longestRetryMs)} = delivery;
      return {status: 'postponed', reason: 'unsent', afterMs};
    }
    case 'refused':
      return {status: 'failed', code: delivery.code};
    case 'parked':
      return parked(deps, delivery.code);
  }
}

function parked({options}: DeliveryDeps, code: string): Outcome {
  return {status: 'postponed', reason: 'parked', afterMs: options.probeMs, code};
}

/** Writes down what the attempt came to; safe to repeat. */
async function conclude({redis, options}: DeliveryDeps, letter: Letter, outcome: Outcome): Promise<string> {
  if (outcome.status === 'fenced') return 'fenced';
  if (outcome.status === 'postponed') {
    const {afterMs, reason} = outcome;
    return postponeLetter(redis, options, letter, afterMs, reason);
  }
  const reason = outcome.status === 'failed' ? outcome.code : undefined;
  const answer = await closeLetter(redis, options, letter, reason);
  return answer === 'closed' ? outcome.status : answer;
}

function pieceOf(letter: Letter, text: string, number: number): Piece {
  const digest = createHash('sha256').update(`${letter.message} ${number}`).digest('hex');
  return {
    account: accountOf(letter.session),
    target: letter.target,
    text,
    // The form of an id that WhatsApp's own web client makes.
    id: `3EB0${digest.slice(0, 18).toUpperCase()}`,
    ...(number === 0 && letter.quoted !== undefined && {quoted: letter.quoted}),
    sinceMs: letter.open?.piece === number ? letter.open.sinceMs : Date.now(),
  };
}

/** A hold that cannot be taken proves nothing: the next one tells. Whose letter it is, the fence decides. */
function keepHolding({redis, options, log}: DeliveryDeps, letter: Letter): () => void {
  const timer = setInterval(() => {
    holdLetter(redis, options, letter).catch(error => log.debug({error}, 'hold.failed'));
  }, options.heartbeatMs);
  return () => clearInterval(timer);
}
