/** What the round trip is measured against: BullMQ's worker, with as many places and an answer that is as instant. */

import {Worker} from 'bullmq';
import {createClient} from 'redis';

const connection = await createClient({url: process.env['REDIS_URL'] ?? ''})
  .on('error', () => undefined) // Redis is stopped when the round is over
  .connect();
const worker = new Worker('bench', async ({data}) => `echo: ${data.text}`, {connection, concurrency: 64});
await worker.waitUntilReady();
process.stdout.write(`${JSON.stringify({msg: 'worker.ready'})}\n`);
