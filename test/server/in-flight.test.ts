import {once} from 'node:events';
import {createServer} from 'node:http';
import {connect} from 'node:net';
import {InFlight} from '../../server/edge/in-flight.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

test('each request is counted once, and taken off once, whether it is answered, cut, or one too many', async t => {
  const inFlight = new InFlight({perSocket: 4});
  const held = new Set<string>();
  const answer = inFlight.bound(({url = ''}, response) => {
    if (url === '/quick') response.end('done');
    else held.add(url);
  });
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  for (const round of [1, 2, 3]) {
    const kept = connect(port, '127.0.0.1').setEncoding('utf8');
    kept.write(request('/quick'));
    await once(kept, 'data');
    kept.write(request(`/held ${round}`.replace(' ', '-')));
    await until(() => held.has(`/held-${round}`));
    t.is(inFlight.size, 1);
    kept.destroy();
    await until(() => inFlight.size === 0);

    const greedy = connect(port, '127.0.0.1');
    greedy.on('error', () => greedy.destroy());
    greedy.write(request(`/greedy-${round}`).repeat(20));
    await until(() => held.has(`/greedy-${round}`));
    t.true(inFlight.size <= 5);
    greedy.destroy();
    await until(() => inFlight.size === 0);
  }
});
