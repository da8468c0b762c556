/** A back end of the clinic's own, through the whole pipeline: what its visitors read, and what the log says. */
import {once} from 'node:events';
import {createServer} from 'node:http';
import type {AgentName} from '../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {createAgent} from '../../worker/agents/create-agent.ts';
import {clinic} from '../helpers/agent.ts';
import {answers, type Behaviour, fakeUpstream, hangs, streams} from '../helpers/fake-upstream.ts';
import {testServer} from '../helpers/server.ts';
import {testSession} from '../helpers/session.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {type TestWorkerOptions, testWorker} from '../helpers/worker.ts';

const json = {'content-type': 'application/json'};
const says = (answer: object) => answers(200, json, JSON.stringify(answer));
const spanish = clinic({id: 'spanish', locale: 'es-MX'});
const portuguese = clinic({id: 'portuguese', locale: 'pt-BR'});
const clinics = new Map([
  ...loadClinics(defaultClinicsDir),
  ['spanish', spanish],
  ['portuguese', portuguese],
]);

type Options = TestWorkerOptions & {agents?: AgentName[]};

async function testBackEnd(
  t: ExecutionContext,
  behave: Behaviour,
  {agents = ['http'], ...options}: Options = {},
) {
  const server = await testServer(t, {clinics: {known: clinics, fallback: 'demo'}});
  const fake = await fakeUpstream(t, behave);
  const openai = {baseUrl: undefined, model: undefined};
  const http = {url: fake.url, secret: 'hush'};
  const patience = {firstWordMs: 300, betweenWordsMs: 300, wholeMs: 2000};
  const agent = createAgent({agents, openai, http, agentMaxChars: 4000, patience}, server.log);
  t.teardown(() => agent.close?.());
  await testWorker(t, server, question => agent.reply(question), {clinics, ...options});
  const ask = async (clinicId = 'demo', text = 'When do you open?') => {
    const {body: sent} = await server.send({text, clinic_id: clinicId});
    return (await server.get(`${sent['poll_url']}?wait=25`)).body;
  };
  return {server, fake, ask};
}

const messageOf = (body: Record<string, unknown>) => (body['error'] as {message: string}).message;

test('a back end that writes null for what it has not is understood, and asked once', async t => {
  const {ask, fake} = await testBackEnd(
    t,
    says({message: 'Yes.', choices: null, handoff: null, error: null}),
  );
  const body = await ask();
  t.like(body, {status: 'done', text: 'Yes.', answered_by: 'http'});
  t.is(body['choices'], undefined);
  t.is(fake.asked.length, 1);
});

test('a hand-over with a reason of any length reaches who takes over', async t => {
  const told: Record<string, unknown>[] = [];
  const desk = createServer(async (request, response) => {
    let raw = '';
    for await (const part of request.setEncoding('utf8')) raw += part;
    told.push(JSON.parse(raw));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(desk, 'listening');
  t.teardown(() => desk.close());
  const address = desk.address();
  const handoff = {url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, secret: 's'};
  const reason = 'They want a person. '.repeat(15);
  const {ask} = await testBackEnd(t, says({message: 'A person will write to you.', handoff: reason}), {
    config: {handoff},
  });
  t.like(await ask(), {status: 'done', text: 'A person will write to you.'});
  const notice = await until(() => told[0]);
  t.like(notice, {event: 'handoff', clinic_id: 'demo', reason: reason.slice(0, 199)});
});

test('a hand-over of which nobody is told is a warning in the log, without its reason', async t => {
  const answer = says({message: 'A person will write to you.', handoff: 'canary'});
  const {ask, server} = await testBackEnd(t, answer);
  t.like(await ask(), {status: 'done'});
  const line = await server.log.seen('handoff.dropped', {level: 'warn', agent: 'http', channel: 'widget'});
  t.regex(String(line['reason']), /HANDOFF_URL/);
  t.false(JSON.stringify(server.log.lines).includes('canary'));
  t.like(await ask(), {status: 'done'}, 'the conversation goes on');
});

test('a back end that falls silent after a word is asked once, and its visitor does not wait again', async t => {
  const {ask, fake} = await testBackEnd(t, streams(['data: We open\n\n'], {after: hangs}));
  const begin = performance.now();
  const body = await ask();
  t.like(body, {status: 'failed', text: null});
  t.like(body['error'], {code: 'agent_timeout'});
  t.is(fake.asked.length, 1);
  t.true(performance.now() - begin < 1500);
});

const atTheMoment = {
  demo: /^The assistant cannot answer at the moment\. To talk to a person, call .*\.$/,
  spanish: /^El asistente no puede responder en este momento\. To talk to a person, call .*\.$/,
  portuguese: /^O assistente não pode responder neste momento\. To talk to a person, call .*\.$/,
};

for (const [status, headers] of [
  [401, {}],
  [402, {}],
  [404, {}],
  [302, {location: 'https://elsewhere.example/'}],
] as const)
  test(`where the settings are wrong (${status}), visitors read that it is so at the moment`, async t => {
    const {ask, fake, server} = await testBackEnd(t, answers(status, headers));
    for (const [id, words] of Object.entries(atTheMoment)) t.regex(messageOf(await ask(id)), words);
    t.is(fake.asked.length, 1);
    const errors = server.log.lines.filter(({level, msg}) => level === 'error' && msg === 'agent.failed');
    t.is(errors.length, 1, 'nobody was asked in the pause');
    t.is(server.log.lines.filter(({msg}) => msg === 'agent.skipped').length, 2);
    const about = server.log.lines.filter(({msg}) => /^(?:agent|turn)\./.test(msg));
    t.false(JSON.stringify(about).includes('frames'), 'no trace of where it was noticed');
  });

test('where a back end refuses, the next one answers within a second', async t => {
  const {ask, fake} = await testBackEnd(t, answers(500), {agents: ['http', 'faq']});
  await ask('demo', 'Where can I park?'); // all code was loaded once
  const times: number[] = [];
  for (const status of [500, 429, 422, 404, 403, 402, 401]) {
    let refusedAt = Date.now();
    fake.behave = (response, asked) => {
      refusedAt = Date.now();
      answers(status, {'retry-after': '30'})(response, asked);
    };
    const body = await ask('demo', 'Where can I park?');
    t.like(body, {status: 'done', answered_by: 'faq'});
    const events: {type: string; at?: string}[] = body.events;
    const word = events.find(({type}) => type === 'delta');
    times.push(Date.parse(word?.at ?? '') - refusedAt);
  }
  t.log(`${times.join(', ')} ms from the refusal to the first word`);
  t.true(Math.max(...times) < 1000);
});

test('a visitor of another language than the clinic’s reads all of it in that language', async t => {
  const {server} = await testBackEnd(t, answers(401));
  const {bearer} = await testSession(server, {locale: 'es'});
  const {body: sent} = await server.send({text: '¿Abren?'}, bearer);
  const {body} = await server.get(`${sent['poll_url']}?wait=25`);
  t.regex(messageOf(body), /^El asistente no puede responder en este momento\. Para hablar .*555.*\.$/);
});

test('words of a back end’s own end with a full stop before the way to a person', async t => {
  for (const [message, words] of [
    ['Please call us', /^Please call us\. To talk/],
    ['Please call us!', /^Please call us! To talk/],
  ] as const) {
    const {ask} = await testBackEnd(t, says({error: {final: true, message}}));
    t.regex(messageOf(await ask()), words);
  }
});

test('a failure with something behind it is told once with its trace', async t => {
  const {ask, server} = await testBackEnd(t, answers(200, json, '{"message":"Hel'), {
    config: {},
    turns: {maxAttempts: 1},
  });
  t.regex(messageOf(await ask()), /^The assistant cannot answer at the moment\. /);
  await server.log.seen('turn.finished');
  t.is(JSON.stringify(server.log.lines).split('SyntaxError').length - 1, 1);
});
