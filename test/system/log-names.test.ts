import {main} from '../../scripts/queue/main.ts';
import {startApp} from '../helpers/app.ts';
import {testDataKeys} from '../helpers/redis.ts';
import {client} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

test('no line of any process has the id of a message, and its name in the log finds it', async t => {
  t.timeout(60_000);
  const {url, web, worker, redisUrl} = await startApp(t);
  const {send, get} = client(url);
  const once = {text: 'What are your opening hours?', session_id: 's1', client_message_id: 'k1'};
  const {body} = await send(once);
  const id = String(body['message_id']);
  await send(once); // the repeat is a line of its own
  t.is((await get(`${body['poll_url']}?wait=25`)).body['status'], 'done');
  await worker.seen('turn.finished');
  await web.seen('send.repeated');
  const lines = [...web.lines, ...worker.lines];
  t.false(JSON.stringify(lines).includes(id));
  const names = new Set(lines.flatMap(line => line['message'] ?? []));
  t.is(names.size, 1, 'the same in both processes');
  const [name] = names;
  t.regex(String(name), /^m:[\w-]{12}$/);
  const out: string[] = [];
  const terminal = {print: (line: string) => out.push(line), error: (line: string) => out.push(line)};
  const env = {REDIS_URL: redisUrl, DATA_KEYS: testDataKeys};
  t.is(await main(['show', String(name)], env, terminal), 0);
  t.true(out.join('\n').includes(id));
  t.is(await main(['show', 'm:of-nothing-'], env, terminal), 1);
});
