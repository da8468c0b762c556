/** What an agent says beside its words, as a visitor's page gets it. */

import {ChatError} from '../../core/errors.ts';
import {keys} from '../../core/keys.ts';
import type {Question, Said} from '../../worker/agents/agent.ts';
import {gate} from '../helpers/gate.ts';
import {testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {testWorker} from '../helpers/worker.ts';

type Event = {id: string; type: string; text?: string};

/** The answer to a message once it has ended, and the conversation. */
async function tell(t: ExecutionContext, reply: (question: Question) => AsyncIterable<Said>) {
  const server = await testServer(t);
  const {bearer} = await testSession(server);
  await testWorker(t, server, reply);
  const {body: sent} = await server.send({text: 'Hello'}, bearer);
  const {body} = await server.get(`${sent['poll_url']}?wait=25`);
  const history = await call(`${server.api}/widget-history`, 'GET', bearer);
  const [, answer] = history.body['messages'] as Record<string, unknown>[];
  return {server, sent, body, events: body['events'] as Event[], answer};
}

test('who answered and the choices are in the last event, the poll and the history, also from the hash', async t => {
  const choices = ['Book a visit', 'Opening hours'];
  const {server, sent, body, events, answer} = await tell(t, async function* () {
    yield {type: 'writing'};
    yield {type: 'by', agent: 'somebody'};
    yield 'What can I do for you?';
    yield {type: 'choices', choices};
  });
  const facts = {answered_by: 'somebody', choices};
  t.like(body, {status: 'done', text: 'What can I do for you?', ...facts});
  t.like(events.at(-1), {type: 'message', ...facts});
  t.like(answer, {role: 'agent', ...facts});
  await server.log.seen('turn.finished', {agent: 'somebody', status: 'done'});

  await server.redis.run(client => client.del(keys.events(String(sent['message_id']))));
  const later = await server.get(String(sent['poll_url']));
  t.like(later.body, {status: 'done', ...facts});
});

test('what is taken back in the middle of an attempt is followed by a reset, and counts for nothing', async t => {
  const shown = gate();
  const {body, events, answer} = await tell(t, async function* () {
    yield {type: 'by', agent: 'first'};
    yield 'The visitor seems anxious.';
    yield {type: 'choices', choices: ['Calm down']};
    yield {type: 'handoff', reason: 'anxious'};
    setTimeout(() => shown.open(), 150);
    await shown.opened;
    yield {type: 'reset'};
    yield {type: 'by', agent: 'second'};
    yield 'We open at 8.';
  });
  t.regex(events.map(({type}) => type).join(' '), /^queued processing delta reset (?:delta )?message$/);
  t.like(body, {status: 'done', text: 'We open at 8.', answered_by: 'second'});
  t.false('choices' in body);
  t.like(answer, {text: 'We open at 8.'});
});

test('more than six choices, and those that no button holds, are left out', async t => {
  const choices = ['', 'x'.repeat(81), ...Array.from({length: 8}, (_, i) => `choice ${i}`)];
  const {body} = await tell(t, async function* () {
    yield {type: 'choices', choices};
    yield 'Which one?';
  });
  t.deepEqual(body['choices'], choices.slice(2, 8));
});

test('where only words that were taken back were said, there is no reply', async t => {
  const server = await testServer(t);
  await testWorker(t, server, async function* (): AsyncGenerator<Said> {
    yield 'Hm';
    yield {type: 'reset'};
  });
  await server.send({text: 'Hello'});
  await server.log.seen('turn.finished', {code: 'agent_unavailable'});
  t.pass();
});

test('who refuses in words of its own is quoted, and how to reach a person stands behind them', async t => {
  const server = await testServer(t);
  // biome-ignore lint/correctness/useYield: it never gets to speak
  await testWorker(t, server, async function* (): AsyncGenerator<Said> {
    throw new ChatError('agent_refused', undefined, {words: 'We do not say this in a chat.'});
  });
  const {body: sent} = await server.send({text: 'Hello'});
  const {body} = await server.get(`${sent['poll_url']}?wait=25`);
  const {code, message} = body['error'] as {code: string; message: string};
  t.is(code, 'agent_refused');
  t.regex(message, /^We do not say this in a chat\. .*\(555\) 555-0142/);
});
