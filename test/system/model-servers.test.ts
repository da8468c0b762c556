/** The cases that went wrong once, through the whole pipeline: what a visitor's page is told of each. */
import {readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {z} from 'zod';
import {promote} from '../../core/fifo/promote.ts';
import {messages} from '../../core/queue/messages.ts';
import {createAgent} from '../../worker/agents/create-agent.ts';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour, hangs} from '../helpers/fake-upstream.ts';
import {hasten, options} from '../helpers/queue.ts';
import {testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {testWorker} from '../helpers/worker.ts';

/** Times are turned down by so much, patience with them. */
const haste = 20;
const patience = {firstWordMs: 40_000 / haste, betweenWordsMs: 20_000 / haste, wholeMs: 42_000 / haste};

const Frame = z.union([
  z.string(),
  z.object({
    delta: z.unknown().optional(),
    finish: z.string().optional(),
    event: z.string().optional(),
    data: z.unknown().optional(),
    waitMs: z.number().optional(),
    repeat: z.number().optional(),
    everyMs: z.number().optional(),
  }),
]);
const Case = z.object({
  name: z.string(),
  frames: z.array(Frame).default([]),
  status: z.number().optional(),
  contentType: z.string().optional(),
  body: z.unknown().optional(),
  expect: z.object({status: z.string(), text: z.string().optional(), attempts: z.number().optional()}),
});
const cases = z
  .array(Case)
  .parse(JSON.parse(readFileSync(new URL('../fixtures/model-stream-cases.json', import.meta.url), 'utf8')));

/** As the case tells it; refuses a field only where the request has it. */
function behaviourOf({frames, status = 200, contentType, body}: z.infer<typeof Case>): Behaviour {
  if (body !== undefined) {
    const refuses = answers(
      status,
      {'content-type': contentType ?? 'application/json'},
      JSON.stringify(body),
    );
    return (response, asked) =>
      status === 200 || asked.raw.includes('stream_options')
        ? refuses(response, asked)
        : fakes.says(['We open at 8.'])(response, asked);
  }
  return async response => {
    response.writeHead(200, {'content-type': 'text/event-stream'}).flushHeaders();
    for (const frame of frames) {
      if (typeof frame === 'string') response.write(`data: ${frame}\n\n`);
      else if (frame.waitMs) await sleep(frame.waitMs / haste);
      else if (frame.event) response.write(`event: ${frame.event}\n${fakes.event(frame.data)}`);
      else
        for (let i = 0; i < (frame.repeat ?? 1); i++) {
          const {delta = {}, finish = null, everyMs = 0} = frame;
          response.write(fakes.event({choices: [{index: 0, delta, finish_reason: finish}]}));
          await sleep(everyMs / haste);
        }
    }
    response.end();
  };
}

/** A visitor asks once; the model behaves as in the case, and well from the second attempt on. */
async function tell(t: ExecutionContext, one: z.infer<typeof Case>) {
  const server = await testServer(t);
  const fake = await fakes.fakeOpenAi(t, behaviourOf(one));
  const openai = {baseUrl: fake.baseUrl, model: 'm'};
  const http = {url: undefined, secret: undefined};
  const agent = createAgent({agents: ['openai'], openai, http, agentMaxChars: 4000, patience}, server.log);
  t.teardown(() => agent.close?.());
  await testWorker(t, server, question => agent.reply(question));
  const {bearer} = await testSession(server);
  const {body: sent} = await server.send({text: 'When do you open?'}, bearer);
  const finished = await server.log.seen('turn.finished');
  if (finished['status'] === 'delayed') {
    fake.behave = fakes.says(['We open at 8.']);
    await hasten(server.redis);
    await promote(server.redis, messages, options.resultTtlMs);
  }
  const {body} = await server.get(`${sent['poll_url']}?wait=25`);
  const history = await call(`${server.api}/widget-history`, 'GET', bearer);
  const events = body['events'] as {type: string; text?: string}[];
  return {server, body, events, history, asked: fake.asked.length};
}

for (const one of cases) {
  test(`a model server: ${one.name}`, async t => {
    t.timeout(60_000);
    const {server, body, events, history, asked} = await tell(t, one);
    const types = events.map(({type}) => type);
    const reply = String(body['text']);
    if (one.expect.status === 'done') {
      t.is(body['status'], 'done');
      t.is(types.filter(type => type === 'processing').length, 1);
      t.is(asked, one.status === 422 ? 2 : 1);
      if (one.name.includes('length')) t.is(reply, 'Take the tablet in the morning. …');
      else t.is(reply, 'We open at 8.');
    } else {
      t.deepEqual(
        types.filter(type => type !== 'delta'),
        ['queued', 'processing', 'reset', 'processing', 'message'],
      );
      t.is(reply, 'We open at 8.');
      t.is(asked, 2);
    }
    const since = events.slice(types.lastIndexOf('reset') + 1);
    t.is(since.map(({type, text}) => (type === 'delta' ? text : '')).join(''), reply);
    const kept = JSON.stringify([since, history.body, server.log.lines]);
    for (const thought of ['recall', 'anxious', 'hm hm', 'but never']) t.false(kept.includes(thought));
    if (one.name === 'thoughts in the text') t.false(JSON.stringify(events).includes('recall'));
  });
}

test('a model that is slower than it may be is asked once, and its visitor is told how to reach a person', async t => {
  const server = await testServer(t);
  const fake = await fakes.fakeOpenAi(t, hangs);
  const openai = {baseUrl: fake.baseUrl, model: 'm'};
  const http = {url: undefined, secret: undefined};
  const soon = {firstWordMs: 200, betweenWordsMs: 200, wholeMs: 400};
  const config = {agents: ['openai' as const], openai, http, agentMaxChars: 4000, patience: soon};
  const agent = createAgent(config, server.log);
  t.teardown(() => agent.close?.());
  await testWorker(t, server, question => agent.reply(question));
  const {body: sent} = await server.send({text: 'When do you open?'});
  const {body} = await server.get(`${sent['poll_url']}?wait=25`);
  t.is(body['status'], 'failed');
  t.like(body['error'], {code: 'agent_timeout'});
  t.regex(JSON.stringify(body['error']), /\(555\) 555-0142/);
  t.is(fake.asked.length, 1);
});
