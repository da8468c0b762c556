/**
 * A model that costs nothing: an OpenAI-compatible server whose words are the time at which they were sent, in ms
 * of the machine. `<words>x<paceMs>` as the model says how many, and how fast; the first one comes at once.
 */
import {createServer} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {createLog} from '../../../core/log.ts';

const chunk = (content: string, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({choices: [{index: 0, delta: {content}, finish_reason}]})}\n\n`;

const now = () => (performance.timeOrigin + performance.now()).toFixed(3);

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    server.getConnections((_, count) => response.end(String(count - 1))); // but for the one that asks
    return;
  }
  let body = '';
  for await (const part of request) body += part;
  const [words = 0, paceMs = 0] = String(JSON.parse(body).model).split('x').map(Number);
  response.writeHead(200, {'content-type': 'text/event-stream'});
  for (let i = 0; i < words && !response.destroyed; i++) {
    if (i > 0) await sleep(paceMs);
    response.write(chunk(`${now()} `));
  }
  response.end(`${chunk('', 'stop')}data: [DONE]\n\n`);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  createLog({level: 'info', component: 'model'}).info({port}, 'model.listening');
});
