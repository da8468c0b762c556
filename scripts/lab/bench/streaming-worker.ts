/** A worker whose agent speaks as a model does: 20 pieces a second. The first one says when it was said. */
import {setTimeout as sleep} from 'node:timers/promises';
import {startBenchWorker} from './bench-worker.ts';

/** Pieces of one reply. */
const pieces = 80;
const everyMs = 50;

const agent = {
  name: 'streaming',
  async *reply() {
    await sleep(500 + Math.random() * 1000); // models think first, and not all for the same time
    yield `${(performance.timeOrigin + performance.now()).toFixed(3)} `;
    for (let piece = 1; piece < pieces; piece++) {
      await sleep(everyMs);
      yield `word${piece} `;
    }
  },
};
startBenchWorker(agent, {concurrency: 256});
