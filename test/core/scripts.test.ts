/**
 * What each script is sent, against what its predecessor was sent (`scripts.golden.json`, frozen at cd53ab7, where keys
 * and arguments stood by position): no other key is touched, and no value was lost or mixed up on the way.
 */
import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {ChatError} from '../../core/errors.ts';
import {deliveries, inputOf as deliveryInput} from '../../core/outbox/delivery.ts';
import {eventsTtlMs, inputOf, messages} from '../../core/queue/messages.ts';
import type {Answers} from '../../core/redis/replies.ts';
import {Script} from '../../core/redis/script.ts';

const root = new URL('../../', import.meta.url);

/** Every script that a module of core exports, by its name. */
async function allScripts(): Promise<Map<string, Script<never, Answers>>> {
  const files = readdirSync(new URL('core/', root), {recursive: true, encoding: 'utf8'});
  const modules = await Promise.all(
    files.filter(path => /\.[jt]s$/.test(path)).map(path => import(new URL(`core/${path}`, root).href)),
  );
  const scripts = modules.flatMap(module => Object.values(module).filter(value => value instanceof Script));
  return new Map(scripts.map(script => [script.name, script]));
}

const retention = {eventsTtlMs, resultTtlMs: 86_400_000};
const keeping = {resultTtlMs: 86_400_000};
const limits = {resultTtlMs: 86_400_000, deadlineMs: 120_000, queueMaxLength: 10_000, sessionMaxLength: 20};
const entries = [
  {message: 'm1', channel: 'widget', session: 's1', entryId: '1-1'},
  {message: 'm2', channel: 'legacy', session: 's2', entryId: ''},
  {message: 'm3', channel: 'whatsapp', session: 'acct1:chat3', entryId: '3-3'},
] as const;
const claims = entries.map((entry, i) => ({...entry, attempt: i + 1, consumer: `worker${i}`}));
const senders = entries.map((entry, i) => ({...entry, attempt: i + 1, consumer: `sender${i}`}));
const ofMessage = entries.map(entry => inputOf(entry, retention));
const ofDelivery = entries.map(entry => deliveryInput(entry, keeping));
const each = <I, O>(inputs: readonly I[], more: (input: I, i: number) => O) =>
  inputs.map((input, i) => ({...input, ...more(input, i)}));
const claimed = each(ofMessage, (_, i) => ({claim: claims[i], ...claims[i]}));
const claimedDelivery = each(ofDelivery, (_, i) => ({claim: senders[i], ...senders[i]}));

const enqueued = [
  {id: 'm1', channel: 'widget', session: 's1', text: 'a', clinic: 'demo'},
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
] as const;

const failed = new ChatError('agent_refused').code;
const ended = [
  {status: 'done', text: 'reply'},
  {
    status: 'done',
    text: 'reply',
    rest: 'ply',
    also: ['m5', 'm6'],
    agent: 'openai',
    tokens: {input: 1, output: 2},
    handoff: {reason: 'asked'},
  },
  {status: 'failed', code: failed},
];
const notice = {target: 't', clinic: 'demo', text: 'words', key: 'k', everyMs: 5};

/** By today's name: the name in the golden file, and three inputs. */
const cases: Record<string, [string, readonly unknown[]]> = {
  append: ['append', claims.map((claim, i) => ({claim, piece: i + 1, text: `piece ${i}`}))],
  admit: ['admit', ofMessage],
  heartbeat: ['beat', claimed],
  cancel: ['cancel', ofMessage],
  claim: ['claim', each(claimed, () => ({maxAttempts: 3}))],
  dismiss: [
    'dismiss',
    [
      {fifo: {stream: 'a', group: 'g'}, silentMs: 0},
      {fifo: {stream: 'b', group: 'h'}, silentMs: 5, name: 'n'},
      {fifo: {stream: 'c', group: 'i'}, silentMs: 7},
    ],
  ],
  enqueue: [
    'enqueue',
    each(ofMessage, (_, i) => ({
      message: enqueued[i],
      clinic: enqueued[i]?.clinic,
      limits,
      latest: [undefined, 1234, 5678][i],
      record: i === 1 ? 'I6FXBiY0cjEaVLRj2DBz8k-OaxKdx-D2_0IBEolIeVY' : undefined,
    })),
  ],
  finish: ['finish', each(claimed, (_, i) => ({ending: ended[i]}))],
  release: ['handBack', each(claimed, (_, i) => ({attempt: i === 0 ? undefined : i}))],
  promote: ['promote', ofMessage],
  reconcile: ['reconcile', each(ofMessage, () => ({graceMs: 2000}))],
  retry: ['retry', each(claimed, () => ({maxAttempts: 3, code: 'agent_timeout', afterMs: 60_000}))],
  'take-over': [
    'speak',
    each(ofMessage, (_, i) => ({
      text: 'words',
      others: [[], ['m5'], ['m5', 'm6']][i],
      fields: [[], ['clinic', 'demo'], ['clinic', 'demo', 'target', 't']][i],
    })),
  ],
  'give-back': ['resume', ofMessage],
  'next-due': ['takeHandoff', [1, 2, 3].map(againMs => ({againMs}))],
  'open-session': [
    'openSession',
    [
      {session: {id: 's1', clinic: 'demo'}, ttlMs: 1},
      {session: {id: 's2', clinic: 'demo', agent: 'a', user: 'u', locale: 'es'}, ttlMs: 2},
      {session: {id: 's3', clinic: 'demo', locale: 'en'}, ttlMs: 3},
    ],
  ],
  'rate-message': [
    'rateMessage',
    [
      {id: 'm1', rating: {rating: 'up'}},
      {id: 'm2', rating: {rating: 'down', comment: 'c'}, session: 's2'},
      {id: 'm3', rating: {rating: 'up', comment: ''}, session: 's3'},
    ],
  ],
  'claim-delivery': ['takeLetter', each(claimedDelivery, () => ({probeMs: 60_000}))],
  mark: ['markPiece', each(claimedDelivery, (_, i) => ({piece: i, text: `piece ${i}`}))],
  record: ['recordPiece', each(claimedDelivery, (_, i) => ({providerId: `p${i}`, text: `piece ${i}`}))],
  'retry-delivery': [
    'postponeLetter',
    each(claimedDelivery, (_, i) => ({afterMs: 1.5 + i, reason: 'unsure'})),
  ],
  'finish-delivery': [
    'closeLetter',
    each(claimedDelivery, (_, i) => ({reason: i === 1 ? 'why' : undefined})),
  ],
  'reconcile-delivery': ['reconcileLetter', ofDelivery],
  'raise-status': [
    'raiseStatus',
    ['sent', 'failed', 'read'].map(status => ({
      channel: 'whatsapp',
      account: 'acct1',
      providerId: 'p1',
      status,
    })),
  ],
  notify: [
    'notify',
    ofDelivery.map(({entry, ...rest}, i) => ({
      ...rest,
      entry: {...entry, message: `n${i}`},
      notice: {...entry, ...notice, ...(i === 1 && {lately: {key: 'lately', everyMs: 7}})},
    })),
  ],
  'resolve-session': [
    'resolveSession',
    [['a'], ['a', 'b'], ['a', 'b', 'c']].map(chats => ({channel: 'whatsapp', account: 'acct1', chats})),
  ],
};

/** Scripts that had no predecessor. */
const fresh = ['agenda', 'return-entry'];

/** What is sent today and was not before, and why. */
const added: Record<string, string[]> = {
  heartbeat: ['processing'], // the status that counts is the fifo's
  finish: ['answered_by', 'tokens_in', 'tokens_out', '0', '4', '6', '1', ''], // facts are fields; lists have lengths
  retry: ['60000'], // half of a delay is chance
};

/** Is it counted; how long is kept; the chat, as the field of its head. */
const everywhere = [
  '',
  '',
  '',
  '',
  '1',
  '1',
  '86400000',
  ...entries.map(({channel, session}) => `${channel} ${session}`),
];

type Sent = {keys: string[]; args: string[]};
const golden: Record<string, Sent[]> = JSON.parse(
  readFileSync(new URL('scripts.golden.json', import.meta.url), 'utf8'),
);

/** What is in `now` and not in `before`, each as often as it is there. */
function surplus(now: readonly string[], before: readonly string[]): string[] {
  const left = [...before];
  return now.filter(value => {
    const at = left.indexOf(value);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

test('every script is sent only keys and arguments that its predecessor was sent', async t => {
  const scripts = await allScripts();
  t.deepEqual([...scripts.keys()].sort(), [...Object.keys(cases), ...fresh].sort());
  for (const [name, [was, inputs]] of Object.entries(cases)) {
    for (const [i, input] of inputs.entries()) {
      const [count, ...sent] = scripts.get(name)?.encode(input as never) ?? ['0'];
      const now = {keys: sent.slice(0, Number(count)), args: sent.slice(Number(count))};
      const before = golden[was]?.[i] ?? {keys: [], args: []};
      t.deepEqual(surplus(now.keys, before.keys), [], `keys of ${name}, ${i}`);
      const allowed = [...before.args, ...before.args, ...before.keys, ...(added[name] ?? []), ...everywhere];
      t.deepEqual(surplus(now.args, allowed), [], `arguments of ${name}, ${i}`);
    }
  }
});

test('every script declares each name that its Lua speaks of, and no other', async t => {
  for (const script of (await allScripts()).values()) {
    t.notThrows(() => script.compiled, script.name);
    t.deepEqual(script.unused, [], script.name);
    t.regex(script.compiled.text.split('\n')[0] ?? '', /^(local |$)/);
  }
});

test('a message and a delivery are jobs of two fifos that share nothing', t => {
  const [entry] = entries;
  const keysOf = (fifo: typeof messages) => [
    fifo.stream,
    fifo.group,
    fifo.delayed,
    fifo.jobs(entry),
    fifo.hash('m1'),
  ];
  t.is(new Set([...keysOf(messages), ...keysOf(deliveries)]).size, 10);
});
