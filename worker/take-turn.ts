/**
 * One turn, from the claim to the end: the function to read first. Whatever happens in between, when this
 * returns the message has ended, or waits to be tried again, or somebody else has it.
 */
import type {ClinicsById} from '../core/clinics/clinic.ts';
import {ChatError, toChatError} from '../core/errors.ts';
import type {Entry} from '../core/fifo/entry.ts';
import type {Claim} from '../core/fifo/heartbeat.ts';
import {keepBeating} from '../core/fifo/keep-beating.ts';
import {UnreadableJob} from '../core/fifo/stream-consumer.ts';
import type {Log} from '../core/log.ts';
import {sentence} from '../core/phrases/phrase.ts';
import {wayToPerson} from '../core/phrases/way-to-person.ts';
import {append, reset} from '../core/queue/append.ts';
import {type ClaimOptions, claim, type Turn} from '../core/queue/claim.ts';
import {type Ending, finish} from '../core/queue/finish.ts';
import {messages} from '../core/queue/messages.ts';
import {release} from '../core/queue/release.ts';
import {retry} from '../core/queue/retry.ts';
import {readWaiting} from '../core/queue/waiting.ts';
import type {Redis} from '../core/redis/connection.ts';
import {persist} from '../core/redis/persist.ts';
import {endSpan, followTrace, type Span, traceIdOf} from '../core/trace.ts';
import type {Agent, GuardWords} from './agents/agent.ts';
import {batch} from './batch.ts';
import type {Typist} from './channels/keep-typing.ts';
import {plainReply} from './plain-reply.ts';
import {Reply} from './reply.ts';
import {traceReply} from './trace-reply.ts';

export type TurnDeps = {
  redis: Redis;
  agent: Agent;
  clinics: ClinicsById;
  /** Told when a turn has ended while others wait for a slot in the queue. */
  onBacklog?: () => void;
  /** Told in how many milliseconds a message will be tried again. */
  onDelayed?: (ms: number) => void;
  /** Told how long a reply took, in milliseconds. */
  onReplied?: (ms: number) => void;
  /** Shows where the reply will go that somebody writes; answers with the function that ends it. */
  showTyping?: Typist;
  log: Log;
  options: ClaimOptions & {
    heartbeatMs: number;
    attemptTimeoutMs: number;
    /** Who is told of a hand-off. Where nobody is, none takes place: the visitor would wait for ever. */
    handoff?: {url?: string | undefined};
  };
};

/** What an attempt came to: a reply, a failure, or it was broken off for a reason that is not the agent's. */
type Outcome =
  | Extract<Ending, {status: 'done'}>
  | {status: 'failed'; error: ChatError}
  | {status: 'lost'}
  | {status: 'released'};

const unheard = 'only the desk is told: HANDOFF_URL is not set';

/** Readers are woken at most this often, in milliseconds. */
const appendEveryMs = 100;

/** `leaving` is aborted when this worker has to stop: what it could not finish is given back. */
export async function takeTurn(
  deps: TurnDeps,
  entry: Entry,
  consumer: string,
  leaving: AbortSignal,
): Promise<void> {
  const begin = performance.now();
  const log = deps.log.child({message: entry.message, channel: entry.channel});
  const shared = deps.clinics.size > 1;
  const claimed = await claim(deps.redis, {...deps.options, shared}, entry, consumer);
  if (claimed.status === 'aside') deps.onBacklog?.();
  if (claimed.status === 'foreign') throw new UnreadableJob('foreign_status');
  if (claimed.status === 'unreadable') return giveUp(deps, claimed.claim, log);
  if (claimed.status !== 'run') return log.info({reason: claimed.status}, 'turn.skipped');
  const {turn} = claimed;
  const span = beginTurn(turn);
  const outcome = await attempt(deps, turn, span, leaving);
  const status = await persist(() => record(deps, turn, outcome), deps.options.attemptTimeoutMs);
  if (status !== 'done') deps.onBacklog?.(); // if there is any: a slot is free
  if (status === 'done') deps.onReplied?.(performance.now() - begin);
  const failure = outcome.status === 'failed' ? factsOf(outcome.error) : {};
  const agent = outcome.status === 'done' ? {agent: outcome.agent} : {};
  const ms = Math.round(performance.now() - begin);
  const replied = status === 'done' ? {repliedMs: turn.waitedMs + ms} : {};
  const {attempt: number, clinic} = turn;
  const facts = {
    attempt: number,
    clinic,
    status,
    ms,
    ...replied,
    trace: traceIdOf(span),
    ...agent,
    ...failure,
  };
  log[status === 'done' ? 'info' : 'warn'](facts, 'turn.finished');
  endSpan(span, {status, ...agent, ...(outcome.status === 'failed' && {code: outcome.error.code})});
}

/** How long it has waited is told with the first attempt; a later one comes after that one's end. */
function beginTurn({trace, attempt, channel, clinic, waitedMs}: Turn): Span {
  const facts = {channel, clinic, attempt};
  if (attempt === 1) endSpan(followTrace('wait', trace, facts, waitedMs));
  return followTrace('turn', trace, facts);
}

function factsOf({code, cause, isTold}: ChatError): object {
  return {code, ...(!isTold && {error: cause})};
}

/** What the hash holds is no message of ours: it fails, with a dead letter, and holds nobody up. */
async function giveUp({redis, options}: TurnDeps, claim: Claim, log: Log): Promise<void> {
  log.error({attempt: claim.attempt}, 'message.unreadable');
  await retry(redis, {...options, maxAttempts: 0}, claim, {code: 'internal'});
}

/** Writes down what the attempt came to; safe to repeat. Answers what became of the message. */
async function record(deps: TurnDeps, turn: Turn, outcome: Outcome): Promise<string> {
  const {redis, options} = deps;
  switch (outcome.status) {
    case 'lost':
      return 'lost';
    case 'released':
      return release(redis, options, turn, turn.consumer, turn.attempt);
    case 'done': {
      const finished = await finish(redis, options, turn, outcome);
      if (finished === 'backlog') deps.onBacklog?.();
      return finished === 'fenced' ? 'fenced' : 'done';
    }
    case 'failed': {
      const {error} = outcome;
      const clinic = deps.clinics.get(turn.clinic);
      const words = error.ownWords && sentence(error.ownWords);
      const told = {code: error.code, words, way: clinic && wayToPerson(clinic, turn.locale)};
      if (!error.retry) {
        const finished = await finish(redis, options, turn, {status: 'failed', ...told});
        return finished === 'fenced' ? 'fenced' : 'failed';
      }
      const {retryAfterSeconds} = error;
      const retried = await retry(redis, options, turn, {...told, retryAfterSeconds});
      if (retried.status === 'delayed') deps.onDelayed?.(retried.afterMs);
      return retried.status;
    }
  }
}

/** The signal's reason says why an attempt was broken off; the first one counts. */
async function attempt(deps: TurnDeps, turn: Turn, span: Span, leaving: AbortSignal): Promise<Outcome> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort('late'), deps.options.attemptTimeoutMs);
  const stopBeating = keepBeating(deps, messages, turn, () => stop.abort('lost'));
  const stopTyping = deps.showTyping?.(turn);
  // Not AbortSignal.any: `leaving` outlives every turn, and would keep something of each.
  const leave = () => stop.abort('released');
  leaving.addEventListener('abort', leave);
  if (leaving.aborted) leave();
  try {
    return await reply(deps, turn, span, stop);
  } catch (thrown) {
    const {reason} = stop.signal;
    if (reason === 'lost' || reason === 'released') return {status: reason};
    return {
      status: 'failed',
      error: reason === 'late' ? new ChatError('agent_timeout') : toChatError(thrown),
    };
  } finally {
    stop.abort('over'); // nobody reads on, whatever it was that ended it
    clearTimeout(timer);
    stopBeating();
    stopTyping?.();
    leaving.removeEventListener('abort', leave);
  }
}

/** Streams the agent's words to the readers; the ending they come to, as a whole. */
async function reply(deps: TurnDeps, turn: Turn, span: Span, stop: AbortController): Promise<Outcome> {
  const {redis, agent, options} = deps;
  const clinic = deps.clinics.get(turn.clinic);
  if (!clinic) throw new ChatError('clinic_not_found');
  const {signal} = stop;
  const patiently = <T>(step: () => Promise<T>) => persist(step, options.attemptTimeoutMs, signal);
  const waiting = clinic.doubleText === 'merge' ? await patiently(() => readWaiting(redis, turn)) : [];
  const {metadata, message, session, channel, history} = turn;
  const asked = {message, session, channel, attempt: turn.attempt, history, metadata};
  const text = [turn, ...waiting].map(one => one.text).join('\n');
  // Of several, the most serious: whoever is in danger must not be answered by the rest.
  const guard = worst([guardWordsOf(turn), ...waiting.map(one => one.guard)]);
  const question = {...asked, text, clinic, guard, signal};
  const heard = new Reply(agent.name);
  let piece = 0;
  const show = async (words: string | typeof reset) => {
    piece += 1;
    const place = piece;
    if ((await patiently(() => append(redis, turn, place, words))) === 'fenced') stop.abort('lost');
  };
  for await (const said of batch(plainReply(traceReply(agent, question, span)), appendEveryMs, signal)) {
    if (said.type === 'words' && !said.isLast) await show(said.text);
    if (said.type === 'reset' && heard.isShown) await show(reset);
    heard.take(said);
  }
  const {ending} = heard;
  // Nothing need follow what the guard has said; without it, nothing is no answer.
  if (ending.text.trim() === '' && !guard) throw new ChatError('agent_unavailable');
  if (ending.handoff && !options.handoff?.url) {
    deps.log.warn({message, channel, agent: ending.agent, reason: unheard}, 'handoff.dropped');
    delete ending.handoff;
    ending.asksForPerson = true;
  }
  return {status: 'done', ...ending, also: waiting.map(({id}) => id)};
}

function worst(said: readonly (GuardWords | undefined)[]): GuardWords | undefined {
  return said.find(guard => guard?.kind === 'emergency') ?? said.find(guard => guard !== undefined);
}

/** What the visitor has read at once, before the agent is asked. */
function guardWordsOf({
  guard_kind: kind,
  guard_text: text,
  guard_phone: phone = '',
}: Turn): GuardWords | undefined {
  return kind && text ? {kind, text, phone} : undefined;
}
