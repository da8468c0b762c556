/**
 * Many readers, each with one long-poll open on a message of its own: it is answered with the reply and opens the
 * next one. The message that has waited longest is replied to first, so that every poll has been open for a while.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {finish} from '../../../core/queue/finish.ts';
import type {Redis} from '../../../core/redis/connection.ts';
import {atRate, HttpConnection} from './load.ts';
import {type Prepared, retention} from './prepare.ts';

const openPerSecond = 2000;
const replies = {status: 'done', text: 'We are open from 9 to 5, and on Saturdays until noon.'} as const;

export class PollCrowd {
  /** From the moment before the worker's `finish` until the client has the answer, in ms. */
  readonly latenciesMs: number[] = [];
  /** Polls answered with an error. */
  refused = 0;
  readonly #redis: Redis;
  readonly #url: string;
  readonly #fresh: Prepared[];
  readonly #waiting: Prepared[] = [];
  #oldest = 0;
  readonly #repliedAt = new Map<string, number>();
  #closed = false;

  /** `fresh`: the messages to be followed, as many as there are polls and replies. */
  constructor(redis: Redis, url: string, fresh: Prepared[]) {
    this.#redis = redis;
    this.#url = url;
    this.#fresh = fresh;
  }

  /** Replies without an answer to their poll. */
  get lost(): number {
    return this.#repliedAt.size;
  }

  async open(polls: number): Promise<void> {
    await atRate(openPerSecond, (polls / openPerSecond) * 1000, async () => {
      void this.#follow(await this.#connect());
    });
  }

  /** `perSecond` replies; then waits a moment for what was not answered yet. */
  async reply(perSecond: number, ms: number): Promise<void> {
    await atRate(perSecond, ms, async () => {
      const {turn} = this.#waiting[this.#oldest++] ?? {};
      if (!turn) throw new Error('Nobody waits');
      this.#repliedAt.set(turn.message, performance.now());
      await finish(this.#redis, retention, turn, replies);
    });
    for (let patience = 100; this.lost > 0 && patience > 0; patience--) await sleep(20);
  }

  close(): void {
    this.#closed = true;
  }

  async #connect(): Promise<HttpConnection> {
    for (;;) {
      const connection = await HttpConnection.open(this.#url).catch(() => undefined);
      if (connection) return connection;
      this.refused += 1;
      await sleep(100);
    }
  }

  async #follow(connection: HttpConnection): Promise<void> {
    try {
      while (!this.#closed) await this.#pollToTheEnd(connection);
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  async #pollToTheEnd(connection: HttpConnection): Promise<void> {
    const followed = this.#fresh.pop();
    if (!followed) return this.close();
    const {turn, cursor} = followed;
    const path = `/apps/voice-api/widget-poll/${turn.message}?wait=25&after=${cursor}`;
    this.#waiting.push(followed);
    for (;;) {
      const {status, body} = await connection.ask({method: 'GET', path});
      const answeredAt = performance.now();
      if (status !== 200) {
        this.refused += 1;
        await sleep(100);
        continue;
      }
      if (!body.includes('"status":"done"')) continue; // its time was up
      const repliedAt = this.#repliedAt.get(turn.message);
      if (repliedAt === undefined || !body.includes(replies.text)) throw new Error(`Not the reply: ${body}`);
      this.#repliedAt.delete(turn.message);
      this.latenciesMs.push(answeredAt - repliedAt);
      return;
    }
  }
}
