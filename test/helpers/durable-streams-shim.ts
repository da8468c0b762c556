/**
 * A server of the Durable Streams protocol for its own conformance tests: what is written goes through our queue, as pieces
 * of a reply, and what is read is `GET …/widget-log` with all its headers; only the bodies are what was written, without the
 * events around it. So a test that reads tests ours, and one that writes tests this shim.
 */
import {once} from 'node:events';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {buffer} from 'node:stream/consumers';
import type {ExecutionContext} from 'ava';
import {request} from 'undici';
import {z} from 'zod';
import {newId} from '../../core/ids.ts';
import {workers as group, keys} from '../../core/keys.ts';
import {append} from '../../core/queue/append.ts';
import type {Turn} from '../../core/queue/claim.ts';
import {finish} from '../../core/queue/finish.ts';
import {add, announce, begin, options, receive} from './queue.ts';
import type {TestServer} from './server.ts';

type Stream = {id: string; turn: Turn; type: string; pieces: number; isClosed: boolean};

const Events = z.array(z.object({type: z.string(), text: z.string().optional()}));
const api = '/apps/voice-api/widget-log/';

export async function startShim(t: ExecutionContext, {redis, url}: TestServer): Promise<string> {
  await redis.run(client => client.xGroupCreate(keys.stream, group, '0', {MKSTREAM: true}));
  const streams = new Map<string, Stream>();
  let writing = Promise.resolve();

  /** One after the other: entries are received in the order in which they were put. */
  async function create(path: string, type: string): Promise<Stream> {
    const id = newId();
    await announce(redis, 'c1', 1000); // or what comes waits for a worker that has room
    await add(redis, id);
    const [entry] = await receive(redis);
    const stream = {id, turn: await begin(t, redis, entry), type, pieces: 0, isClosed: false};
    streams.set(path, stream);
    return stream;
  }

  async function write(stream: Stream, body: Buffer, closes: boolean): Promise<void> {
    const pieces = (isJson(stream) ? elementsOf(body) : [body].filter(({length}) => length > 0)).map(piece =>
      piece.toString('base64'),
    );
    const rest = closes ? (pieces.pop() ?? '') : '';
    for (const piece of pieces) await append(redis, stream.turn, ++stream.pieces, piece);
    if (!closes) return;
    stream.isClosed = true;
    await finish(redis, options, stream.turn, {status: 'done', text: 'end', rest});
  }

  async function change(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = asked.url ?? '';
    const body = await buffer(asked);
    const type = asked.headers['content-type'];
    const closes = asked.headers['stream-closed'] === 'true';
    const known = streams.get(path);
    if (asked.method === 'DELETE') return answer(response, streams.delete(path) ? 204 : 404);
    if (!known && asked.method !== 'PUT') return answer(response, 404);
    if (known && type && !known.type.startsWith(type)) return answer(response, 409);
    if (known?.isClosed) return answer(response, 409);
    const stream = known ?? (await create(path, type ?? 'application/octet-stream'));
    await write(stream, body, closes);
    const {headers} = await request(`${url}${api}${stream.id}`, {method: 'HEAD'});
    response.setHeader('Stream-Next-Offset', String(headers['stream-next-offset']));
    response.setHeader('Content-Type', stream.type);
    if (closes) response.setHeader('Stream-Closed', 'true');
    if (!known) response.setHeader('Location', `http://${asked.headers.host}${path}`);
    return answer(response, asked.method === 'PUT' ? (known ? 200 : 201) : 204);
  }

  async function read(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const {pathname, search} = new URL(asked.url ?? '', url);
    const stream = streams.get(pathname);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const {host: _, connection: __, 'accept-encoding': _____, ...headers} = asked.headers;
    const method = asked.method === 'HEAD' ? 'HEAD' : asked.method === 'OPTIONS' ? 'OPTIONS' : 'GET';
    const told = await request(`${url}${api}${stream?.id ?? newId()}${search}`, {
      method,
      headers,
      signal: gone.signal,
    });
    const {'content-length': ___, 'transfer-encoding': ____, ...shown} = told.headers;
    response.writeHead(told.statusCode, {...shown, ...typeOf(stream, told)});
    if (!stream || told.statusCode !== 200 || method !== 'GET') response.end(await told.body.text());
    else if (String(shown['content-type']).startsWith('text/event-stream')) {
      let text = '';
      for await (const chunk of told.body.setEncoding('utf8')) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) response.write(rewritten(stream, block));
      }
      response.end();
    } else response.end(written(stream, await told.body.text()));
  }

  const server = createServer((asked, response) => {
    const failed = (): void => {
      response.destroy(); // the client went
    };
    if (['GET', 'HEAD', 'OPTIONS'].includes(asked.method ?? '')) read(asked, response).catch(failed);
    else writing = writing.then(() => change(asked, response)).catch(failed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

const isJson = ({type}: Stream) => type.startsWith('application/json');

function elementsOf(body: Buffer): Buffer[] {
  if (body.length === 0) return [];
  const value: unknown = JSON.parse(body.toString());
  return (Array.isArray(value) ? value : [value]).map(one => Buffer.from(JSON.stringify(one)));
}

function typeOf(stream: Stream | undefined, {statusCode, headers}: {statusCode: number; headers: object}) {
  const isStream = stream && statusCode === 200 && !JSON.stringify(headers).includes('text/event-stream');
  return isStream ? {'content-type': stream.type} : {};
}

/** Of our events what was written. */
function written(stream: Stream, body: string): Buffer {
  const pieces = Events.parse(JSON.parse(body))
    .filter(({type}) => type === 'delta')
    .map(({text = ''}) => Buffer.from(text, 'base64'));
  return isJson(stream) ? Buffer.from(`[${pieces.join(',')}]`) : Buffer.concat(pieces);
}

/**
 * An event of a stream, in its own frame; of `data` that has nothing of what was written, nothing. The tests read frames by
 * patterns that know no space behind `data:`.
 */
function rewritten(stream: Stream, block: string): string {
  if (!block.startsWith('event: data')) return `${block.replace(/^data: /m, 'data:')}\n\n`;
  const lines = block.split('\n').filter(line => line.startsWith('data:'));
  const body = written(stream, lines.map(line => line.slice(5).trimStart()).join('\n')).toString();
  if (body === '' || body === '[]') return '';
  return `event: data\n${body
    .split(/\r\n|\r|\n/)
    .map(line => `data:${line}\n`)
    .join('')}\n`;
}
