import {z} from 'zod';
import {startChannels} from '../helpers/channels.ts';
import {fakeProvider} from '../helpers/fake-provider.ts';
import {client} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const Value = z.looseObject({stringValue: z.string().optional()});
const Attributes = z.array(z.object({key: z.string(), value: Value}));
const Span = z.looseObject({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: Attributes,
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.looseObject({attributes: Attributes}),
      scopeSpans: z.array(z.looseObject({spans: z.array(Span)})),
    }),
  ),
});

/** All spans that a collector was told of, with the service that told it. */
function spansIn(bodies: readonly string[]) {
  return bodies
    .flatMap(body => Export.parse(JSON.parse(body)).resourceSpans)
    .flatMap(({resource, scopeSpans}) => {
      const service = resource.attributes.find(({key}) => key === 'service.name')?.value.stringValue;
      return scopeSpans.flatMap(({spans}) => spans.map(span => ({...span, service})));
    });
}

const wanted = ['send', 'wait', 'turn', 'agent'];

test('a message is one trace from its send to its delivery, over both processes, below the one it came with', async t => {
  t.timeout(60_000);
  const collector = await fakeProvider(t, () => ({status: 200, body: {}}));
  const {url, agent, tellTelegram, telegram, worker} = await startChannels(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=willow',
  });
  const theirs = {trace: 'a'.repeat(32), span: 'b'.repeat(16)};
  const headers = {traceparent: `00-${theirs.trace}-${theirs.span}-00`, 'x-request-id': 'from-a-page'};
  const {body} = await client(url).send({text: 'canary-widget'}, headers);
  await client(url).get(`${body['poll_url']}?wait=25`);
  const chat = {id: 555010099, type: 'private', first_name: 'Robin'};
  const message = {message_id: 7, date: Math.floor(Date.now() / 1000), chat, from: chat, text: 'canary-chat'};
  t.is((await tellTelegram({update_id: 1, message})).status, 200);
  await until(() => telegram.sent.some(({text}) => text === 'You said: canary-chat'));

  const told = () => spansIn(collector.calls.map(({body}) => body));
  const traceOf = (id: string) => told().filter(({traceId}) => traceId === id);
  const delivered = await until(() =>
    told().find(({name, attributes}) => name === 'delivery' && attributes.length > 0),
  );
  const names = (id: string) =>
    traceOf(id)
      .map(({name}) => name)
      .sort();
  await until(() => names(theirs.trace).length === wanted.length);
  t.deepEqual(names(theirs.trace), [...wanted].sort());
  await until(() => names(delivered.traceId).length > wanted.length);
  t.deepEqual(names(delivered.traceId), [...wanted, 'delivery'].sort());

  const [send, turn, asked] = ['send', 'turn', 'agent'].map(name =>
    traceOf(theirs.trace).find(one => one.name === name),
  );
  t.is(send?.parentSpanId, theirs.span);
  t.is(turn?.parentSpanId, send?.spanId);
  t.is(asked?.parentSpanId, turn?.spanId);
  t.deepEqual([send?.service, turn?.service], ['plaintalk-web', 'plaintalk-worker']);
  const question = agent.asked.find(({raw}) => raw.includes('canary-widget'));
  t.is(question?.headers['traceparent'], `00-${theirs.trace}-${asked?.spanId}-01`);
  t.true(send?.attributes.some(({value}) => value.stringValue === 'from-a-page'));
  t.truthy(worker.lines.find(line => line.msg === 'turn.finished' && line['trace'] === theirs.trace));
  t.true(
    collector.calls.every(({path, headers}) => path === '/v1/traces' && headers['x-tenant'] === 'willow'),
  );
  const all = JSON.stringify(collector.calls);
  for (const secret of [
    'canary',
    'You said',
    '555010099',
    'Robin',
    String(body['message_id']),
    String(body['session_id']),
  ]) {
    t.false(all.includes(secret), secret);
  }
});

test('a collector that is away holds nothing up, and is said', async t => {
  t.timeout(60_000);
  const {url, web} = await startChannels(t, {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9'});
  const {body} = await client(url).send({text: 'Hello'});
  const {body: answer} = await client(url).get(`${body['poll_url']}?wait=25`);
  t.is(answer['status'], 'done');
  await web.seen('traces.lost');
  const begin = performance.now();
  t.is(await web.kill('SIGTERM'), 0);
  t.true(performance.now() - begin < 5000);
});
