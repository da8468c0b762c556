import {readdirSync} from 'node:fs';
import {deliveries} from '../../core/outbox/delivery.ts';
import {messages} from '../../core/queue/messages.ts';
import type {Answers} from '../../core/redis/replies.ts';
import {Script} from '../../core/redis/script.ts';
import {test} from '../helpers/test.ts';

const core = new URL('../../core/', import.meta.url);

/** Every script that a module of core exports. */
async function allScripts(): Promise<Script<never, Answers>[]> {
  const files = readdirSync(core, {recursive: true, encoding: 'utf8'}).filter(path => /\.[jt]s$/.test(path));
  const modules = await Promise.all(files.map(path => import(new URL(path, core).href)));
  return modules.flatMap(module => Object.values(module).filter(value => value instanceof Script));
}

test('every script declares each name that its Lua speaks of, and no other', async t => {
  const scripts = await allScripts();
  t.true(scripts.length > 20);
  t.is(new Set(scripts.map(({name}) => name)).size, scripts.length);
  for (const script of scripts) {
    t.notThrows(() => script.compiled, script.name);
    t.deepEqual(script.unused, [], script.name);
    const [flags = '', header = ''] = script.compiled.text.split('\n');
    t.regex(flags, /^#!lua( flags=allow-oom)?$/);
    t.regex(header, /^(local |$)/);
  }
});

test('a message and a delivery are jobs of two fifos that share nothing', t => {
  const entry = {message: 'm1', channel: 'whatsapp', session: 'acct1:chat1', entryId: '1-1'} as const;
  const keysOf = (fifo: typeof messages) => [
    fifo.stream,
    fifo.group,
    fifo.delayed,
    fifo.jobs(entry),
    fifo.hash('m1'),
  ];
  t.is(new Set([...keysOf(messages), ...keysOf(deliveries)]).size, 10);
});

test('a full server refuses what brings something new, and nothing that ends what was accepted', async t => {
  const refused = (await allScripts()).filter(({compiled}) => compiled.text.startsWith('#!lua\n'));
  t.deepEqual(refused.map(({name}) => name).sort(), [
    'enqueue',
    'open-session',
    'rate-message',
    'resolve-session',
  ]);
});
