import {setImmediate as turn} from 'node:timers/promises';
import {keys} from '../../core/keys.ts';
import {finish} from '../../core/queue/finish.ts';
import {begin, options, receive} from '../helpers/queue.ts';
import {dump} from '../helpers/redis.ts';
import {testServer} from '../helpers/server.ts';
import {call, testSession} from '../helpers/session.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const races = 500;
const adminToken = 'a'.repeat(32);
const desk = {authorization: `Bearer ${adminToken}`};

test(`${races} races of an erasure with a send, a renewal, a person’s reply and a hand-off leave nothing`, async t => {
  t.timeout(240_000);
  const server = await testServer(t, {
    adminToken,
    limits: {...options, deadlineMs: 120_000, queueMaxLength: 10_000, sessionMaxLength: 20},
  });
  const {api, url, redis, send} = server;
  await redis.run(client => client.xGroupCreate(keys.stream, 'workers', '0', {MKSTREAM: true}));
  const traces: string[] = [];
  const outcomes: Record<string, number> = {};
  for (let i = 0; i < races; i += 1) {
    const {id, bearer} = await testSession(server);
    const {body} = await send({text: 'hello'}, bearer);
    traces.push(id, String(body['message_id']));
    const [entry] = await receive(redis);
    const claimed = await begin(t, redis, entry);
    const later = async (act: () => Promise<unknown>) => {
      for (let wait = Math.floor(Math.random() * 12); wait > 0; wait -= 1) await turn();
      return act();
    };
    const handoff = {status: 'done', text: 'a person comes', handoff: {reason: 'asked'}} as const;
    const answers = await Promise.all([
      later(() => call(`${api}/widget/session`, 'DELETE', bearer)),
      later(() => send({text: 'and'}, bearer)),
      later(() => call(`${api}/widget/session`, 'POST', bearer)),
      later(() => call(`${url}/admin/sessions/${id}/reply`, 'POST', desk, {text: 'from the desk'})),
      later(() => finish(redis, options, claimed, handoff)),
    ]);
    const said = answers.map(answer =>
      typeof answer === 'string' ? answer : (answer as {status: number}).status,
    );
    const key = said.join(' ');
    outcomes[key] = (outcomes[key] ?? 0) + 1;
    t.is(said[0], 204);
    t.true([202, 401].includes(Number(said[1])), key);
    t.true([201, 401].includes(Number(said[2])), key);
    t.true([201, 404].includes(Number(said[3])), key);
  }
  t.log(outcomes);
  t.true(Object.keys(outcomes).length > 3, 'they met in more than one order');
  const isTrace = (name: string) =>
    /^message:|^idem/.test(name) || traces.some(trace => name.includes(trace));
  await until(async () => !(await dump(redis)).some(isTrace), 6000);
  const lists = await redis.run(client =>
    Promise.all([
      client.xLen(keys.stream),
      client.zCard(keys.open),
      client.zCard(keys.handoffs),
      client.zCard(keys.delayed),
      client.zCard(keys.lanes),
      client.zCard(keys.erasures),
    ]),
  );
  t.deepEqual(lists, [0, 0, 0, 0, 0, 0]);
});
