/** What each script is sent, frozen: KEYS and ARGV of three inputs each. */
import {readFileSync, writeFileSync} from 'node:fs';
import test from 'ava';
import {resolveSessionScript} from '../../core/channels/resolve-session.ts';
import {ChatError} from '../../core/errors.ts';
import {dismissScript} from '../../core/fifo/dismiss.ts';
import {beatScript} from '../../core/fifo/heartbeat.ts';
import {promoteScript} from '../../core/fifo/promote.ts';
import {takeLetterScript} from '../../core/outbox/claim.ts';
import {closeLetterScript} from '../../core/outbox/finish.ts';
import {holdLetterScript} from '../../core/outbox/heartbeat.ts';
import {markPieceScript} from '../../core/outbox/mark.ts';
import {notifyScript} from '../../core/outbox/notify.ts';
import {promoteLetterScript} from '../../core/outbox/promote.ts';
import {raiseStatusScript} from '../../core/outbox/raise-status.ts';
import {reconcileLetterScript} from '../../core/outbox/reconcile.ts';
import {recordPieceScript} from '../../core/outbox/record.ts';
import {postponeLetterScript} from '../../core/outbox/retry.ts';
import {appendScript} from '../../core/queue/append.ts';
import {cancelScript} from '../../core/queue/cancel.ts';
import {claimScript} from '../../core/queue/claim.ts';
import {enqueueScript} from '../../core/queue/enqueue.ts';
import {announceScript} from '../../core/queue/figures/workers.ts';
import {finishScript} from '../../core/queue/finish.ts';
import {takeHandoffScript} from '../../core/queue/handoff/next-due.ts';
import {resumeScript, speakScript} from '../../core/queue/handoff/take-over.ts';
import {admitScript} from '../../core/queue/lanes/admit.ts';
import {reconcileScript} from '../../core/queue/reconcile.ts';
import {handBackScript} from '../../core/queue/release.ts';
import {retryScript} from '../../core/queue/retry.ts';
import {openSessionScript} from '../../core/sessions/open-session.ts';
import {rateMessageScript} from '../../core/sessions/rate-message.ts';

const path = new URL('scripts.golden.json', import.meta.url);

const retention = {eventsTtlMs: 600_000, resultTtlMs: 86_400_000};
const options = {...retention, maxAttempts: 3};
const keeping = {resultTtlMs: 86_400_000};
const limits = {resultTtlMs: 86_400_000, deadlineMs: 120_000, queueMaxLength: 10_000, sessionMaxLength: 20};
const entries = [
  {message: 'm1', channel: 'widget', session: 's1', entry: '1-1'},
  {message: 'm2', channel: 'legacy', session: 's2', entry: ''},
  {message: 'm3', channel: 'whatsapp', session: 'acct1:chat3', entry: '3-3'},
] as const;
const turns = entries.map((entry, i) => ({
  ...entry,
  text: `question ${i}`,
  clinic: 'demo',
  metadata: {},
  history: [],
  attempt: i + 1,
  consumer: `worker${i}`,
}));
const letters = entries.map((entry, i) => ({
  ...entry,
  consumer: `sender${i}`,
  attempt: i + 1,
  text: `reply ${i}`,
  target: 'target',
  quoted: undefined,
  sent: i,
  open: undefined,
}));

type Pushed = {keys: string[]; args: string[]};
type Old = {NUMBER_OF_KEYS?: number; parseCommand(parser: never, ...args: never[]): unknown};

function encode(script: Old, ...args: unknown[]): Pushed {
  const keys: string[] = [];
  const pushed: string[] = [];
  const parser = {
    pushKey: (key: string) => void keys.push(key),
    pushKeys: (more: string[]) => void keys.push(...more),
    push: (...more: string[]) => void pushed.push(...more),
  };
  script.parseCommand(parser as never, ...(args as never[]));
  if (script.NUMBER_OF_KEYS === undefined) pushed.shift();
  return {keys, args: pushed};
}

const each = <T>(items: readonly T[], script: Old, args: (item: T, i: number) => unknown[]) =>
  items.map((item, i) => encode(script, ...args(item, i)));

function sent(): Record<string, Pushed[]> {
  const error = new ChatError('agent_timeout', undefined, {retryAfterSeconds: 60});
  return {
    append: each(turns, appendScript, (turn, i) => [turn, i + 1, `piece ${i}`]),
    admit: each(entries, admitScript, entry => [entry, retention]),
    announce: each([0, 1, 64], announceScript, (places, i) => [`worker${i}`, places]),
    beat: each(turns, beatScript, turn => [turn]),
    cancel: each(entries, cancelScript, entry => [entry, retention]),
    claim: each(turns, claimScript, turn => [turn, turn.consumer, options]),
    dismiss: [
      encode(dismissScript, {stream: 'a', group: 'g', silentMs: 0}),
      encode(dismissScript, {stream: 'b', group: 'h', silentMs: 5, name: 'n'}),
      encode(dismissScript, {stream: 'c', group: 'i', silentMs: 7}),
    ],
    enqueue: [
      encode(
        enqueueScript,
        {id: 'm1', channel: 'widget', session: 's1', text: 'a', clinic: 'demo'},
        limits,
        undefined,
      ),
      encode(
        enqueueScript,
        {
          id: 'm2',
          channel: 'legacy',
          session: 's2',
          text: 'b',
          clinic: 'demo',
          agent: 'faq',
          user: 'u',
          metadata: {b: 1, a: [2]},
          authorised: true,
          idempotency: {key: 'k', scope: 'session s2', payload: {text: 'b', a: 1}},
        },
        limits,
        1234,
      ),
      encode(
        enqueueScript,
        {
          id: 'm3',
          channel: 'whatsapp',
          session: 'acct1:chat3',
          text: 'c',
          clinic: 'demo-es',
          target: 't',
          providerId: 'p',
          saidAtMs: 1_700_000_000_000,
          alarm: {kind: 'emergency', text: 'call', phone: '911'},
        },
        limits,
        5678,
      ),
    ],
    finish: [
      encode(finishScript, turns[0], {status: 'done', text: 'reply'}, retention),
      encode(
        finishScript,
        turns[1],
        {
          status: 'done',
          text: 'reply',
          rest: 'ply',
          also: ['m5', 'm6'],
          agent: 'openai',
          tokens: {input: 1, output: 2},
          handoff: {reason: 'asked'},
        },
        retention,
      ),
      encode(finishScript, turns[2], {status: 'failed', code: 'agent_refused', words: 'no'}, retention),
    ],
    handBack: each(turns, handBackScript, (turn, i) => [turn, turn.consumer, i || undefined, retention]),
    promote: each(entries, promoteScript, entry => [entry, retention]),
    reconcile: each(entries, reconcileScript, entry => [entry, {...retention, graceMs: 2000, minAgeMs: 1}]),
    retry: each(turns, retryScript, turn => [turn, error, options]),
    speak: [
      encode(speakScript, entries[0], [], 'words', [], retention),
      encode(speakScript, entries[1], ['m5'], 'words', ['clinic', 'demo'], retention),
      encode(speakScript, entries[2], ['m5', 'm6'], 'words', ['clinic', 'demo', 'target', 't'], retention),
    ],
    resume: each(entries, resumeScript, entry => [entry, retention]),
    takeHandoff: each([1, 2, 3], takeHandoffScript, againMs => [againMs]),
    openSession: [
      encode(openSessionScript, {id: 's1', clinic: 'demo'}, 1),
      encode(openSessionScript, {id: 's2', clinic: 'demo', agent: 'a', user: 'u', locale: 'es'}, 2),
      encode(openSessionScript, {id: 's3', clinic: 'demo', locale: 'en'}, 3),
    ],
    rateMessage: [
      encode(rateMessageScript, 'm1', {rating: 'up'}, ''),
      encode(rateMessageScript, 'm2', {rating: 'down', comment: 'c'}, 's2'),
      encode(rateMessageScript, 'm3', {rating: 'up', comment: ''}, 's3'),
    ],
    takeLetter: each(letters, takeLetterScript, letter => [
      letter,
      letter.consumer,
      {...keeping, probeMs: 60_000},
    ]),
    markPiece: each(letters, markPieceScript, (letter, i) => [letter, i, `piece ${i}`, keeping]),
    recordPiece: each(letters, recordPieceScript, (letter, i) => [letter, `piece ${i}`, `p${i}`, keeping]),
    postponeLetter: each(letters, postponeLetterScript, (letter, i) => [letter, 1.5 + i, 'unsure', keeping]),
    closeLetter: each(letters, closeLetterScript, (letter, i) => [
      letter,
      i === 1 ? 'why' : undefined,
      keeping,
    ]),
    holdLetter: each(letters, holdLetterScript, letter => [letter, keeping]),
    promoteLetter: each(entries, promoteLetterScript, entry => [entry, keeping]),
    reconcileLetter: each(entries, reconcileLetterScript, entry => [entry, keeping]),
    raiseStatus: each(['sent', 'failed', 'read'], raiseStatusScript, status => [
      {channel: 'whatsapp', account: 'acct1', providerId: 'p1', status},
    ]),
    notify: each(entries, notifyScript, (entry, i) => [
      `n${i}`,
      {
        ...entry,
        target: 't',
        clinic: 'demo',
        text: 'words',
        key: 'k',
        everyMs: 5,
        ...(i === 1 && {lately: {key: 'lately', everyMs: 7}}),
      },
      keeping,
    ]),
    resolveSession: each([['a'], ['a', 'b'], ['a', 'b', 'c']], resolveSessionScript, chats => [
      'whatsapp',
      'acct1',
      chats,
    ]),
  };
}

test('each script is sent the keys and arguments that it was sent before', t => {
  const now = sent();
  for (const calls of Object.values(now)) t.is(calls.length, 3);
  // Half of a delay is chance.
  for (const call of now['retry'] ?? []) call.args[8] = 'delay';
  if (process.env['FREEZE']) writeFileSync(path, `${JSON.stringify(now, null, 1)}\n`);
  t.deepEqual(now, JSON.parse(readFileSync(path, 'utf8')));
});
