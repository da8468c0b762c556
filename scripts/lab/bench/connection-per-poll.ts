/**
 * What the open polls are measured against: each of them blocks in Redis on a connection of its own, as
 * `client.duplicate()` in a handler does. It answers one kind of poll, and checks nothing.
 */
import {createServer} from 'node:http';
import {createClient} from '@redis/client';
import type {StreamEntry} from '../../../core/redis/replies.ts';

const url = process.env['REDIS_URL'] ?? '';

const server = createServer(async (request, response) => {
  const {pathname, searchParams} = new URL(request.url ?? '/', 'http://localhost');
  const client = createClient({url, name: 'plaintalk-web-poll'});
  client.on('error', () => undefined); // tells nobody: the answer is 503
  response.once('close', () => client.destroy());
  const id = pathname.split('/').at(-1);
  try {
    await client.connect();
    const wanted = {key: `message:${id}:events`, id: searchParams.get('after') ?? '0'};
    const reply = await client.xRead(wanted, {BLOCK: 25_000});
    const entries: readonly StreamEntry[] = reply?.[0]?.messages ?? [];
    const events = entries.map(({id, message}) => ({id, ...message}));
    const end = entries.find(({message}) => message['type'] === 'message')?.message;
    const body = JSON.stringify({message_id: id, status: end ? 'done' : 'processing', events, ...end});
    const headers = {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body)};
    response.writeHead(200, headers).end(body);
  } catch {
    response.writeHead(503, {'Content-Length': 0}).end();
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address?.port;
  process.stdout.write(`${JSON.stringify({msg: 'web.listening', port})}\n`);
});
