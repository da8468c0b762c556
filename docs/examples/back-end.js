// A back end for PlainTalk in plain Node: AGENT=http AGENT_URL=http://127.0.0.1:4000 AGENT_SECRET=hush
import {createHmac, timingSafeEqual} from 'node:crypto';
import {createServer} from 'node:http';

const {AGENT_SECRET = 'hush', PORT = '4000'} = process.env;
const answered = new Map(); // by message_id: who is asked again says the same

function isAuthentic(header, body) {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (!signature || Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const expected = createHmac('sha256', AGENT_SECRET).update(`${time}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

function answer({text, history}) {
  if (/person/i.test(text)) return {message: 'A person will write to you here.', handoff: {reason: 'asked'}};
  if (/visit/i.test(text)) return {message: 'When shall it be?', choices: ['Today', 'Tomorrow']};
  return {message: `You said “${text}”, after ${history.length} other messages.`};
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (!isAuthentic(request.headers['x-plaintalk-signature'], body)) return response.writeHead(401).end();
  const question = JSON.parse(body);
  const {message, ...rest} = answered.get(question.message_id) ?? answer(question);
  answered.set(question.message_id, {message, ...rest});
  if (answered.size > 1000) answered.delete(answered.keys().next().value);
  response.writeHead(200, {'content-type': 'text/event-stream'});
  const say = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  for (const word of message.match(/\S+\s*/g)) say('delta', {text: word});
  for (const [event, data] of Object.entries(rest)) say(event, data);
  response.end('data: [DONE]\n\n');
});
server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
