import {once} from 'node:events';
import type {IncomingMessage} from 'node:http';
import {connect} from 'node:net';
import {AddressBudget} from '../../server/edge/address-budget.ts';
import {nextTurn, Turns} from '../../server/edge/turns.ts';
import {createHttpServer} from '../../server/listen.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

test('who asks for two hundred things at once does not have them all begun before what another asks', async t => {
  const begun: string[] = [];
  const server = createHttpServer(
    ({url = ''}, response) => {
      begun.push(url);

      const until = performance.now() + 2;
      while (performance.now() < until); // the work that one request is
      response.end();
    },
    {upgrade: () => undefined},
    {budget: new AddressBudget(10_000)},
  ).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const open = async (localAddress: string) => {
    const socket = connect({port, host: '127.0.0.1', localAddress});
    t.teardown(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  const crowd = await Promise.all(Array.from({length: 30}, () => open('127.0.0.66')));
  const neighbour = await open('127.0.0.67');

  for (const socket of crowd) socket.write('GET /crowd HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(7));
  neighbour.write('GET /neighbour HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => begun.length === 211);
  const place = begun.indexOf('/neighbour');
  t.true(place < 100, `begun as number ${place}`);
});

test('of many clients each has one turn in a round, in the order in which they came', async t => {
  const turns = new Turns();
  const begun: string[] = [];
  for (const request of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) {
    turns.take(request.charAt(0), () => begun.push(request));
  }
  t.deepEqual(begun, ['a1', 'b1', 'c1']);
  await until(() => begun.length === 6);
  t.deepEqual(begun.slice(3), ['a2', 'b2', 'a3']);
});

test('a request whose client has gone before its turn is not begun', async t => {
  const begun: string[] = [];
  const answer = new Turns().bound(
    request => begun.push(String(request.url)),
    () => 'one client',
  );
  const gone = {destroyed: true};
  const there = {destroyed: false};
  const ask = (url: string, response: object, socket: object) =>
    Reflect.apply(answer, undefined, [{url, socket}, response]);
  ask('/first', there, there);
  ask('/gone', there, gone);
  ask('/last', there, there);
  await until(() => begun.includes('/last'));
  t.deepEqual(begun, ['/first', '/last']);
});

test('bodies of one client that end together are worked on one in a round', async t => {
  const turns = new Turns();
  const there = {destroyed: false};
  const requests: IncomingMessage[] = [];
  const answer = turns.bound(
    request => requests.push(request),
    () => 'one client',
  );
  for (const url of ['/one', '/two', '/three']) {
    Reflect.apply(answer, undefined, [{url, socket: there}, there]);
  }
  await until(() => requests.length === 3);

  const worked: string[] = [];
  let round = 0;
  const inRound: number[] = [];
  const tick = () => {
    round += 1;
    if (worked.length < 3) setImmediate(tick);
  };
  setImmediate(tick);
  await Promise.all(
    requests.map(async request => {
      await nextTurn(request);
      worked.push(String(request.url));
      inRound.push(round);
    }),
  );
  t.deepEqual(worked, ['/one', '/two', '/three']);
  t.is(new Set(inRound).size, 3);
});

test('those who have gone are passed over in one round, however many they are', async t => {
  const turns = new Turns();
  const begun: string[] = [];
  for (let i = 0; i < 5000; i += 1) {
    turns.take(
      'one client',
      () => begun.push(`${i}`),
      () => i > 0,
    );
  }
  turns.take('one client', () => begun.push('there'));
  t.deepEqual(begun, ['0']);
  await new Promise(setImmediate);
  t.deepEqual(begun, ['0', 'there']);
});
