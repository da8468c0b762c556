/**
 * Readers of one reply, over each transport, as a client would: from the beginning to the end, going on from the
 * last cursor where the connection was cut. They send no headers that are not needed, but for
 * the compression that every browser allows.
 */
import {get} from 'node:http';
import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {createParser} from 'eventsource-parser';
import {WebSocket} from 'ws';
import {z} from 'zod';
import {HttpConnection} from './load.ts';

export type Followed = {url: string; message: string; session: string};
/** `atMs`: when it was read, in unix milliseconds. */
export type Seen = {id: string; type: string; text: string; atMs: number};
export type Reading = {seen: Seen[]; bytes: number; requests: number};
/** Says when to cut the request that begins now, in milliseconds; `undefined` for not at all. */
export type Cut = () => number | undefined;
export type Reader = (followed: Followed, cut: Cut) => Promise<Reading>;

const base = '/apps/voice-api';
const Event = z.object({id: z.string(), type: z.string(), text: z.string().default('')});
const Answer = z.object({
  status: z.string(),
  cursor: z.string(),
  retry_after_ms: z.number(),
  events: z.array(Event),
});
const Frame = z.object({type: z.string(), cursor: z.string().optional(), text: z.string().default('')});
const terminal = ['message', 'error', 'cancelled'];

const nowMs = () => performance.timeOrigin + performance.now();
const hasEnded = ({seen}: Reading) => terminal.includes(seen.at(-1)?.type ?? '');

export async function readByPoll({url, message}: Followed, cut: Cut): Promise<Reading> {
  const reading: Reading = {seen: [], bytes: 0, requests: 0};
  let connection = await HttpConnection.open(url);
  for (let after = '0'; !hasEnded(reading); ) {
    const current = connection;
    const timer = cutAfter(cut(), () => current.close());
    reading.requests += 1;
    const path = `${base}/widget-poll/${message}?wait=25&after=${after}`;
    const answer = await current.ask({method: 'GET', path, gzip: true}).catch(() => undefined);
    clearTimeout(timer);
    if (!answer) {
      reading.bytes += current.bytes;
      connection = await HttpConnection.open(url);
      continue;
    }
    const atMs = nowMs();
    const {cursor, events, retry_after_ms} = Answer.parse(JSON.parse(answer.body));
    reading.seen.push(...events.map(event => ({...event, atMs})));
    after = cursor;
    if (!hasEnded(reading)) await sleep(retry_after_ms);
  }
  reading.bytes += connection.bytes;
  connection.close();
  return reading;
}

export async function readByStream({url, message}: Followed, cut: Cut): Promise<Reading> {
  const reading: Reading = {seen: [], bytes: 0, requests: 0};
  while (!hasEnded(reading)) {
    reading.requests += 1;
    const after = reading.seen.at(-1)?.id ?? '0';
    const parser = createParser({
      onEvent: ({data}) => reading.seen.push({...Event.parse(JSON.parse(data)), atMs: nowMs()}),
    });
    await new Promise<void>(resolve => {
      const request = get(
        `${url}${base}/widget-stream/${message}?after=${after}`,
        {agent: false, headers: {'accept-encoding': 'gzip'}},
        response => {
          response.setEncoding('utf8').on('data', chunk => parser.feed(chunk));
        },
      );
      const timer = cutAfter(cut(), () => request.destroy());
      request.on('error', () => undefined); // it was cut
      request.on('close', () => {
        clearTimeout(timer);
        reading.bytes += bytesOf(request.socket);
        resolve();
      });
    });
  }
  return reading;
}

export async function readBySocket({url, message, session}: Followed, cut: Cut): Promise<Reading> {
  const reading: Reading = {seen: [], bytes: 0, requests: 0};
  while (!hasEnded(reading)) {
    reading.requests += 1;
    const {hostname, port} = new URL(url);
    const wire = connect({host: hostname, port: Number(port), noDelay: true});
    const createConnection = () => wire;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/widget/${session}`, {createConnection});
    const timer = cutAfter(cut(), () => wire.destroy());
    const after = reading.seen.at(-1)?.id ?? '0';
    socket.on('open', () => socket.send(JSON.stringify({type: 'resume', message_id: message, after})));
    socket.on('message', data => {
      const {type, cursor, text} = Frame.parse(JSON.parse(String(data)));
      if (cursor === undefined) return; // no event of the message's
      reading.seen.push({id: cursor, type, text, atMs: nowMs()});
      if (hasEnded(reading)) socket.close();
    });
    socket.on('error', () => undefined); // it was cut
    await new Promise(resolve => wire.once('close', resolve));
    clearTimeout(timer);
    reading.bytes += bytesOf(wire);
  }
  return reading;
}

function cutAfter(ms: number | undefined, cut: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(cut, ms);
}

function bytesOf(socket: Socket | null): number {
  return socket ? socket.bytesRead + socket.bytesWritten : 0;
}
