/**
 * What the web process is measured against: `node:http` and nothing else, doing the same one `EVALSHA`. It checks
 * nothing, routes nothing and logs nothing.
 */
import {createServer} from 'node:http';
import {newId} from '../../../core/ids.ts';
import {createLog} from '../../../core/log.ts';
import {enqueue} from '../../../core/queue/enqueue.ts';
import {Redis} from '../../../core/redis/connection.ts';

const log = createLog({level: 'silent', component: 'bare'});
const redis = new Redis({url: process.env['REDIS_URL'] ?? '', name: 'bare', log}).start();
const limits = {
  resultTtlMs: 86_400_000,
  deadlineMs: 120_000,
  queueMaxLength: 10_000_000,
  sessionMaxLength: 20,
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', async () => {
    const {text} = JSON.parse(Buffer.concat(chunks).toString());
    const id = newId();
    const accepted = await enqueue(redis, limits, {
      id,
      channel: 'widget',
      session: newId(),
      text,
      clinic: 'demo',
    });
    const body = JSON.stringify({...accepted, poll_url: `/apps/voice-api/widget-poll/${id}`});
    response
      .writeHead(202, {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body)})
      .end(body);
  });
});
await redis.reached(Number.POSITIVE_INFINITY);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(
    `${JSON.stringify({msg: 'bare.listening', port: typeof address === 'object' && address?.port})}\n`,
  );
});
