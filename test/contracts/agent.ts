/** What every agent keeps, whoever answers behind it: one macro a promise, run by each implementation. */
import {getEventListeners} from 'node:events';
import {ChatError} from '../../core/errors.ts';
import type {Agent, Question} from '../../worker/agents/agent.ts';
import {hear, question} from '../helpers/agent.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

export type Subject = {
  agent: Agent;
  /** What to ask, and all that it answers. */
  ask: Partial<Question>;
  reply: string;
  /** For one that asks somebody else. */
  upstream?: {
    /** Exchanges under way. */
    open(): number;
    requests(): number;
    /** The conversation as it reached the other side: history, then the question. */
    heard(): string[];
    /** From now on it answers with this status. */
    fail(status: number): void;
    /** From now on it does not answer at all. */
    hang(): void;
  };
};

/** `paceMs` lies between two pieces; replies are cut at `maxChars`. */
export type OpenSubject = (
  t: ExecutionContext,
  options: {paceMs: number; maxChars: number},
) => Subject | Promise<Subject>;

const promptly = 250;
const unlimited = 100_000;

const macro = (predicate: string, exec: (t: ExecutionContext, open: OpenSubject) => Promise<void>) =>
  test.macro({exec, title: name => `${name}: ${predicate}`});

export const agentContract = [
  macro('pieces joined are the reply, and nothing is left behind', async (t, open) => {
    const {agent, ask, reply, upstream} = await open(t, {paceMs: 5, maxChars: unlimited});
    const {signal} = new AbortController();
    const {pieces, error} = await hear(agent, {...ask, signal});
    t.is(error, undefined);
    t.is(pieces.join(''), reply);
    t.true(pieces.length > 1);
    t.false(pieces.includes(''));
    t.deepEqual(getEventListeners(signal, 'abort'), []);
    await until(() => !upstream?.open());
  }),

  macro('an abort before the first word is what is thrown, and nobody is asked', async (t, open) => {
    const {agent, ask, upstream} = await open(t, {paceMs: 0, maxChars: unlimited});
    const {pieces, error} = await hear(agent, {...ask, signal: AbortSignal.abort('lost')});
    t.is(error, 'lost');
    t.deepEqual(pieces, []);
    t.is(upstream?.requests() ?? 0, 0);
  }),

  macro('an abort in mid-reply ends it promptly with the reason of the signal', async (t, open) => {
    const {agent, ask, upstream} = await open(t, {paceMs: 1000, maxChars: unlimited});
    const stop = new AbortController();
    const pieces = agent.reply(question({...ask, signal: stop.signal}))[Symbol.asyncIterator]();
    t.false((await pieces.next()).done);
    const next = pieces.next().catch((reason: unknown) => reason);
    const begin = performance.now();
    stop.abort('handed-back');
    t.is(await next, 'handed-back');
    t.true(performance.now() - begin < promptly);
    t.deepEqual(getEventListeners(stop.signal, 'abort'), []);
    await until(() => !upstream?.open());
  }),

  macro('an abort while nobody answers ends it promptly', async (t, open) => {
    const {agent, ask, upstream} = await open(t, {paceMs: 1000, maxChars: unlimited});
    upstream?.hang();
    const stop = new AbortController();
    const heard = hear(agent, {...ask, signal: stop.signal});
    if (upstream) await until(() => upstream.open() === 1);
    const begin = performance.now();
    stop.abort('late');
    t.is((await heard).error, 'late');
    t.true(performance.now() - begin < promptly);
    t.deepEqual(getEventListeners(stop.signal, 'abort'), []);
    await until(() => !upstream?.open());
  }),

  macro('a reader who has enough leaves nothing behind', async (t, open) => {
    const {agent, ask, upstream} = await open(t, {paceMs: 20, maxChars: unlimited});
    const {signal} = new AbortController();
    for await (const piece of agent.reply(question({...ask, signal}))) {
      t.not(piece, '');
      break;
    }
    t.deepEqual(getEventListeners(signal, 'abort'), []);
    await until(() => !upstream?.open());
  }),

  macro('a reply is never longer than the limit', async (t, open) => {
    const {agent, ask, reply, upstream} = await open(t, {paceMs: 0, maxChars: 30});
    const {text, error} = await hear(agent, ask);
    t.is(error, undefined);
    t.true(reply.length > 30);
    t.true(text.length <= 30 && text.length > 10, text);
    t.regex(text, /[.!?…]$/);
    t.true(reply.startsWith(text.replace(/…$/, '')));
    await until(() => !upstream?.open());
  }),

  macro('what was said before reaches it in order, and of this session only', async (t, open) => {
    const {agent, upstream} = await open(t, {paceMs: 0, maxChars: unlimited});
    const history = Array.from({length: 6}, (_, i) => ({
      role: i % 2 ? ('agent' as const) : ('user' as const),
      text: `utterance ${i}`,
    }));
    const [one, other] = await Promise.all([
      hear(agent, {text: 'and you?', history}),
      hear(agent, {text: 'something else', session: 's2', history: [{role: 'user', text: 'of another'}]}),
    ]);
    t.is(one.error ?? other.error, undefined);
    if (!upstream) return;
    await hear(agent, {text: 'and you?', history});
    t.deepEqual(upstream.heard(), [...history.map(({text}) => text), 'and you?']);
  }),

  macro('a failure is one of our codes, and says whether to try again', async (t, open) => {
    const {agent, ask, upstream} = await open(t, {paceMs: 0, maxChars: unlimited});
    t.is((await hear(agent, ask)).error, undefined);
    const expected = [
      [503, ['agent_unavailable', true]],
      [429, ['agent_unavailable', true]],
      [422, ['agent_refused', false]],
      [401, ['agent_unavailable', false]],
    ] as const;
    for (const [status, outcome] of upstream ? expected : []) {
      upstream?.fail(status);
      const {error, pieces} = await hear(agent, ask);
      t.deepEqual(pieces, []);
      t.true(error instanceof ChatError);
      t.deepEqual(error instanceof ChatError && [error.code, error.retry], [...outcome]);
    }
  }),
];
