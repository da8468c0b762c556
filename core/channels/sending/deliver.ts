/**
 * One attempt at one delivery, from claiming it to what became of it. Before a piece is sent that is written down; whoever
 * takes the delivery over after a crash looks whether it has gone out before sending it again, and resends only what
 * nobody has seen for a while.
 */
import {createHash} from 'node:crypto';
import {backoff} from '../../backoff.ts';
import {accountOf} from '../../chats/chat.ts';
import type {Entry} from '../../fifo/entry.ts';
import {keepBeating} from '../../fifo/keep-beating.ts';
import type {Log} from '../../log.ts';
import {claimDelivery} from '../../outbox/claim.ts';
import {type Delivery, deliveries, type Keeping, type OpenPiece} from '../../outbox/delivery.ts';
import {finishDelivery} from '../../outbox/finish.ts';
import {markPiece} from '../../outbox/mark.ts';
import {recordPiece} from '../../outbox/record.ts';
import {type Reason, retryDelivery} from '../../outbox/retry.ts';
import type {Redis} from '../../redis/connection.ts';
import {persist} from '../../redis/persist.ts';
import {endSpan, followTrace} from '../../trace.ts';
import type {ChannelName, Outbound, Piece, ProviderAnswer} from '../channel.ts';
import {isAway} from '../connection.ts';

export type DeliverDeps = {
  redis: Redis;
  log: Log;
  /** Told in how many milliseconds a delivery will be tried again. */
  onDelayed?: (ms: number) => void;
  /** The channels that can send. */
  outbounds: ReadonlyMap<ChannelName, Outbound>;
  options: Keeping & {
    heartbeatMs: number;
    /**
     * How long to look for a piece that may have gone out before it is sent again, in milliseconds; with each try it is
     * six times longer.
     */
    graceMs: number;
    /** How often to look meanwhile, in milliseconds. */
    lookMs: number;
    /** How often to try a delivery again that certainly has not gone out: at first, and at most, in milliseconds. */
    retryMs: number;
    longestRetryMs: number;
    /** How often an account is tried through which nothing can leave, in milliseconds; and one that is not connected. */
    probeMs: number;
    awayProbeMs: number;
  };
};

type Outcome =
  | {status: 'sent' | 'fenced'}
  | {status: 'failed' | 'withdrawn'; code: string}
  | {status: 'delayed'; reason: Reason; afterMs: number; code?: string};

/** Of the same piece, where each time nobody could say whether it had gone out. */
const mostTries = 3;
/** By how much longer it is looked for a piece after each of them. */
const growth = 6;
/** A result that cannot be written down is offered to Redis for so long; then the next attempt looks for it. */
const persistMs = 10_000;

/** Whatever happens in between, the delivery is over, put aside, or somebody else's. */
export async function deliver(deps: DeliverDeps, entry: Entry, consumer: string): Promise<void> {
  const {redis, options} = deps;
  const log = deps.log.child({message: entry.message, channel: entry.channel});
  const claimed = await claimDelivery(redis, options, entry, consumer);
  if (claimed.status === 'parked') deps.onDelayed?.(claimed.afterMs);
  if (claimed.status !== 'send') return log.debug({reason: claimed.status}, 'delivery.skipped');
  const {delivery} = claimed;
  const {attempt, trace} = delivery;
  const span = followTrace('delivery', trace, {channel: entry.channel, attempt});
  const stopBeating = keepBeating(deps, deliveries, delivery);
  try {
    const outcome = await send({...deps, log}, delivery);
    const status = await persist(() => conclude(deps, delivery, outcome), persistMs);
    const code = 'code' in outcome ? outcome.code : undefined;
    const isFine = status === 'sent' || status === 'withdrawn';
    endSpan(span, {status, ...(!isFine && {code})});
    log[isFine ? 'info' : 'warn']({attempt, status, code}, 'delivery.finished');
    if (status === 'parked') {
      log.error({instance: accountOf(delivery.session), reason: code}, 'outbox.parked');
    }
  } finally {
    stopBeating();
  }
}

/** Sends the pieces that have not gone out yet, one after the other. */
async function send(deps: DeliverDeps, delivery: Delivery): Promise<Outcome> {
  const {redis, options, outbounds, log} = deps;
  const outbound = outbounds.get(delivery.channel);
  if (!outbound) return parked(deps, 'not_configured');
  const texts = outbound.render(withChoices(delivery), delivery.target);
  const patienceMs = outbound.longestMs;
  for (let number = delivery.sent; number < texts.length; number++) {
    const piece = pieceOf(delivery, texts[number] ?? '', number);
    if (delivery.open?.piece === number) {
      const found = await lookFor(deps, outbound, delivery, delivery.open, piece);
      if (found === 'sent') continue;
      if (found !== 'nowhere') return found;
    }
    const marked = await markPiece(redis, options, delivery, {piece: number, text: piece.text, patienceMs});
    if (marked.status === 'fenced') return {status: 'fenced'};
    if (marked.status === 'withheld') return {status: 'withdrawn', code: marked.reason};
    if (marked.status === 'sent') continue;
    const answer = await outbound.deliver(piece);
    if (answer.status !== 'sent') return outcomeOf(deps, delivery, answer);
    const {providerId} = answer;
    const recorded = await persist(
      () => recordPiece(redis, options, delivery, piece.text, providerId),
      persistMs,
    );
    if (recorded.status === 'recorded' && recorded.resumed)
      log.info({instance: piece.account}, 'outbox.resumed');
  }
  return {status: 'sent'};
}

/** Has a piece gone out of which nobody knows? `nowhere`: it may be sent again. */
async function lookFor(
  {redis, options, log}: DeliverDeps,
  outbound: Outbound,
  delivery: Delivery,
  open: OpenPiece,
  piece: Piece,
): Promise<'sent' | 'nowhere' | Outcome> {
  const again = {status: 'delayed', reason: 'looked', afterMs: options.lookMs} as const;
  const patiently = {...again, afterMs: backoff(delivery.attempt, options.lookMs, options.longestRetryMs)};
  try {
    for (const providerId of (await outbound.find?.(piece)) ?? []) {
      const {status} = await recordPiece(redis, options, delivery, piece.text, providerId);
      if (status === 'recorded') return 'sent';
    }
  } catch (error) {
    log.debug({error}, 'delivery.unseen');
    return patiently;
  }
  if (open.unsureMs < options.graceMs * growth ** (open.tries - 1))
    return open.unsureMs < 0 ? patiently : again;
  // A try through an account that is not connected says nothing, and is none.
  if (await isAway(redis, delivery.channel, piece.account)) return patiently;
  if (open.tries >= mostTries) return {status: 'failed', code: 'unsure'};
  log.warn({attempt: delivery.attempt}, 'delivery.resent');
  return 'nowhere';
}

function outcomeOf(
  deps: DeliverDeps,
  delivery: Delivery,
  answer: Exclude<ProviderAnswer, {status: 'sent'}>,
): Outcome {
  const {retryMs, longestRetryMs, lookMs, awayProbeMs} = deps.options;
  switch (answer.status) {
    case 'unknown':
      return {status: 'delayed', reason: 'unsure', afterMs: lookMs};
    case 'later': {
      const {afterMs = backoff(delivery.attempt - 1, retryMs, longestRetryMs)} = answer;
      return {status: 'delayed', reason: 'unsent', afterMs};
    }
    case 'away':
      return {status: 'delayed', reason: 'away', afterMs: awayProbeMs};
    case 'refused':
      // The provider says so of the person: nothing went wrong.
      return {status: answer.code === 'opted_out' ? 'withdrawn' : 'failed', code: answer.code};
    case 'parked':
      return parked(deps, answer.code);
  }
}

function parked({options}: DeliverDeps, code: string): Outcome {
  return {status: 'delayed', reason: 'parked', afterMs: options.probeMs, code};
}

/** Writes down what the attempt came to; safe to repeat. */
async function conclude(
  {redis, options, onDelayed}: DeliverDeps,
  delivery: Delivery,
  outcome: Outcome,
): Promise<string> {
  if (outcome.status === 'fenced') return 'fenced';
  if (outcome.status === 'delayed') {
    const status = await retryDelivery(redis, options, delivery, outcome);
    if (status !== 'fenced') onDelayed?.(outcome.afterMs);
    return status === 'parked' && outcome.reason === 'away' ? 'away' : status;
  }
  const end = 'code' in outcome ? {status: outcome.status, reason: outcome.code} : {status: 'sent' as const};
  const status = await finishDelivery(redis, options, delivery, end);
  return status === 'finished' ? outcome.status : status;
}

/** What may be said next as a list whose numbers are answers; `chosen.ts` hears them. */
function withChoices({text, choices}: Delivery): string {
  const lines = choices.map((choice, i) => `${i + 1}. ${choice}`);
  return lines.length === 0 ? text : `${text}\n\n${lines.join('\n')}`;
}

function pieceOf(delivery: Delivery, text: string, number: number): Piece {
  const digest = createHash('sha256').update(`${delivery.message} ${number}`).digest('hex');
  return {
    account: accountOf(delivery.session),
    target: delivery.target,
    text,
    // The form of an id that WhatsApp's own web client makes.
    id: `3EB0${digest.slice(0, 18).toUpperCase()}`,
    ...(number === 0 && delivery.quoted !== undefined && {quoted: delivery.quoted}),
    sinceMs: delivery.open?.piece === number ? delivery.open.sinceMs : Date.now(),
  };
}
