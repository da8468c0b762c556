/** One hostile client with 500 connections, from one address, until it is killed: `hostile-client.ts <url>`. */
import {connect, type Socket} from 'node:net';
import {constants, setPriority} from 'node:os';
import {setTimeout as sleep} from 'node:timers/promises';

// In the world it has a processor of its own; here it must not be measured by what it takes from the server's.
setPriority(constants.priority.PRIORITY_LOW);

const [url = ''] = process.argv.slice(2);
const {hostname, port} = new URL(url);
const localAddress = '127.0.0.66';
const api = '/apps/voice-api';
const pauseMs = 100;

/** Resolves when the connection has ended, which it may at any time; bytes that come are not kept. */
function open(talk: (socket: Socket) => Promise<void>): Promise<void> {
  return new Promise(resolve => {
    const socket = connect({port: Number(port), host: hostname, localAddress});
    socket.on('error', () => undefined); // refused, or cut: that is what is expected of the server
    socket.once('close', () => resolve());
    socket.resume();
    socket.once('connect', () => void talk(socket).finally(() => socket.destroy()));
  });
}

const host = `Host: ${hostname}:${port}\r\n`;
const post = (path: string, type: string, body: string, more = '') =>
  `POST ${path} HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`;
const letters = (n: number) =>
  Array.from({length: n}, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');
const junk = () => Array.from({length: 660}, () => letters(5)).join(' ');
const fields = Array.from({length: 15_000}, (_, i) => `${i.toString(36)}=`)
  .join('&')
  .slice(0, 64_000);
const ask = (body: object) => post(`${api}/widget/send`, 'application/json', JSON.stringify(body));

/** Made once: the client must not take the processor from the server that it shares a machine with. */
const pipeline = Buffer.from(
  `GET ${api}/widget-poll/${'A'.repeat(22)}?wait=25 HTTP/1.1\r\n${host}\r\n`.repeat(2000),
);
const form = Buffer.from(
  post('/webhooks/sms', 'application/x-www-form-urlencoded', fields, 'X-Twilio-Signature: x\r\n'),
);
const junks = Array.from({length: 50}, () => Buffer.from(ask({text: junk().slice(0, 3990)})));
const anyJunk = () => junks[Math.floor(Math.random() * junks.length)] ?? form;

/** Says it again and again over one connection. */
const repeat = (bytes: () => string | Buffer) => async (socket: Socket) => {
  while (!socket.destroyed) {
    socket.write(bytes());
    await sleep(pauseMs);
  }
};

const drip = (head: string) => async (socket: Socket) => {
  socket.write(head);
  while (!socket.destroyed) {
    socket.write('a');
    await sleep(500);
  }
};

const silent = async (socket: Socket) => {
  while (!socket.destroyed) await sleep(1000);
};

const socketHead = `GET /ws/widget/h1 HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

/** How many connections do what. */
const crowd: [count: number, (socket: Socket) => Promise<void>][] = [
  [40, repeat(() => pipeline)],
  [100, drip(`GET / HTTP/1.1\r\n${host}X: `)],
  [
    100,
    drip(
      `POST ${api}/widget/send HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"text":"`,
    ),
  ],
  [50, repeat(anyJunk)],
  [30, repeat(() => form)],
  [80, silent],
  [
    40,
    async socket => {
      socket.write(socketHead);
      await silent(socket);
    },
  ],
  [
    30,
    repeat(() =>
      ask({text: 'x'.repeat(4000), metadata: {a: 'x'.repeat(1900)}, session_id: `h${Math.random()}`}),
    ),
  ],
  [30, repeat(() => ask({text: 'I want to talk to a person', session_id: `h${Math.random()}`}))],
];

for (const [count, talk] of crowd) {
  for (let i = 0; i < count; i++) {
    void (async () => {
      for (;;) {
        await open(talk);
        await sleep(1000); // a client that comes back at once only keeps itself busy
      }
    })();
  }
}
console.log(JSON.stringify({msg: 'hostile.started'}));
