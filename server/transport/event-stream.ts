/**
 * One answer as server-sent events. Nothing piles up for a reader that does not read: beyond a bound, or when the
 * connection has not moved for a while, it is dropped; it may come back and read on from its cursor.
 */
import type {ServerResponse} from 'node:http';
import type {Context} from 'koa';
import {hasEnded} from '../../core/events/read.ts';
import type {MessageEvent} from '../../core/wire/message.ts';
import type {StreamAck} from '../../core/wire/stream.ts';
import type {Step} from './waiting-room.ts';

const mostUnreadBytes = 256 * 1024;

/** Comments that have not left the machine before the connection counts as dead. */
const mostComments = 3;

/** When clients come back to a process that takes over, in milliseconds: not all at once. */
const comeBackMs = {least: 500, spread: 1500};

export class EventStream {
  readonly #response: ServerResponse;
  readonly #comments: NodeJS.Timeout;

  /** From here on the answer is ours, not Koa's. `commentEveryMs`: how often a silent stream says that it lives. */
  constructor(ctx: Context, commentEveryMs: number) {
    ctx.respond = false;
    ctx.status = 200;
    ctx.set('Content-Type', 'text/event-stream');
    ctx.set('Cache-Control', 'no-store, no-transform');
    ctx.set('X-Accel-Buffering', 'no');
    this.#response = ctx.res;
    this.#response.flushHeaders();
    this.#response.setTimeout(mostComments * commentEveryMs); // Node destroys it then
    this.#comments = setInterval(() => this.#write(':\n\n'), commentEveryMs);
  }

  acknowledge(ack: StreamAck): void {
    this.#write(`event: ack\ndata: ${JSON.stringify(ack)}\n\n`);
  }

  /**
   * Sends what comes, as `tell` tells it, and ends with it. A stream that breaks off before its message has ended tells the client to
   * come back.
   */
  async pour(steps: AsyncIterable<Step>, tell: (step: Step) => string = told): Promise<void> {
    let ended = false;
    try {
      for await (const step of steps) {
        this.#write(tell(step));
        ended = hasEnded(step);
      }
    } finally {
      clearInterval(this.#comments);
      const retryMs = Math.round(comeBackMs.least + Math.random() * comeBackMs.spread);
      this.#response.end(ended ? undefined : `retry: ${retryMs}\n\n`);
    }
  }

  #write(text: string): void {
    if (text === '') return;
    this.#response.write(text);
    if (this.#response.writableLength > mostUnreadBytes) this.#response.destroy();
  }
}

function told({events}: Step): string {
  return events.map(entry).join('');
}

/** An `EventSource` has an `error` of its own, which a message's must not be taken for. */
function entry(event: MessageEvent): string {
  const name = event.type === 'error' ? 'failed' : event.type;
  return `id: ${event.id}\nevent: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
}
