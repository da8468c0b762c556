/**
 * One turn, from the claim to the end: the function to read first. Whatever happens in between, either the
 * message has ended when this returns, or its entry is still pending and somebody will claim it again.
 */
import type {Clinic} from '../core/clinics/clinic.ts';
import {ChatError, toChatError} from '../core/errors.ts';
import {append} from '../core/events/append.ts';
import type {Log} from '../core/log.ts';
import {beat} from '../core/queue/beat.ts';
import {type ClaimOptions, claim, type Turn} from '../core/queue/claim.ts';
import type {Entry} from '../core/queue/entry.ts';
import {type Ending, finish} from '../core/queue/finish.ts';
import type {Redis} from '../core/redis.ts';
import {readTranscript} from '../core/sessions/transcript.ts';
import type {Agent} from './agents/agent.ts';
import {batch} from './batch.ts';

export type TurnDeps = {
  redis: Redis;
  agent: Agent;
  clinics: ReadonlyMap<string, Clinic>;
  log: Log;
  options: ClaimOptions & {
    heartbeatMs: number;
    attemptTimeoutMs: number;
  };
};

/** Readers are woken at most this often, in milliseconds. */
const appendEveryMs = 100;
/** Utterances that an agent is shown. */
const historyLength = 20;

export async function takeTurn(deps: TurnDeps, entry: Entry, consumer: string): Promise<void> {
  const begin = performance.now();
  const claimed = await claim(deps.redis, deps.options, entry, consumer);
  const log = deps.log.child({message: entry.message, channel: entry.channel});
  if (claimed.status !== 'run') {
    log.info({reason: claimed.status}, 'turn.skipped');
    return;
  }
  const {turn} = claimed;
  const ending = await attempt(deps, turn, log);
  if (!ending || (await finish(deps.redis, deps.options, turn, ending)) === 'fenced') {
    log.warn({attempt: turn.attempt}, 'turn.lost');
    return;
  }
  const code = ending.status === 'failed' ? ending.code : undefined;
  log.info(
    {attempt: turn.attempt, status: ending.status, code, ms: Math.round(performance.now() - begin)},
    'turn.finished',
  );
}

/** What the attempt came to; `null` when the claim was lost on the way. */
async function attempt(deps: TurnDeps, turn: Turn, log: Log): Promise<Ending | null> {
  const lost = new AbortController();
  const late = AbortSignal.timeout(deps.options.attemptTimeoutMs);
  const stopBeating = keepBeating(deps, turn, () => lost.abort());
  try {
    return {status: 'done', text: await reply(deps, turn, AbortSignal.any([lost.signal, late]), lost)};
  } catch (thrown) {
    if (lost.signal.aborted) return null;
    const error = late.aborted ? new ChatError('agent_timeout') : toChatError(thrown);
    if (error.code === 'unavailable') throw error; // Redis, not the agent: nothing can be written now
    log.warn({attempt: turn.attempt, code: error.code, error: error.cause}, 'attempt.failed');
    return {status: 'failed', code: error.code, words: error.words};
  } finally {
    stopBeating();
  }
}

/** Streams the agent's words to the readers, and returns them as a whole. */
async function reply(
  deps: TurnDeps,
  turn: Turn,
  signal: AbortSignal,
  lost: AbortController,
): Promise<string> {
  const clinic = deps.clinics.get(turn.clinic);
  if (!clinic) throw new ChatError('clinic_not_found');
  const history = await readTranscript(deps.redis, turn, turn.message, historyLength);
  const {text, metadata} = turn;
  let whole = '';
  let piece = 0;
  const pieces = deps.agent.reply({text, clinic, history, metadata, signal});
  for await (const words of batch(pieces, appendEveryMs, signal)) {
    whole += words;
    piece += 1;
    if ((await append(deps.redis, turn, piece, words)) === 'fenced') lost.abort();
  }
  if (whole.trim() === '') throw new ChatError('agent_unavailable');
  return whole;
}

/** Beats until it is told to stop. A beat that cannot be sent is no proof of a loss: the next one tells. */
function keepBeating({redis, options, log}: TurnDeps, turn: Turn, onLost: () => void): () => void {
  const timer = setInterval(async () => {
    try {
      if ((await beat(redis, turn)) === 'lost') onLost();
    } catch (error) {
      log.debug({message: turn.message, error}, 'beat.failed');
    }
  }, options.heartbeatMs);
  return () => clearInterval(timer);
}
