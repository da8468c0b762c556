/**
 * Which request is begun when many have come at once: one of each client in a round of the event loop. Who asks for
 * hundreds waits behind itself, and not before what others ask.
 */
import type {IncomingMessage, RequestListener} from 'node:http';

type Begin = () => void;

export class Turns {
  /** What waits, by client; an empty one is of a client that has begun something in this round. */
  readonly #lines = new Map<string, Begin[]>();

  /** Calls `begin` at once, or when it is this client's turn. */
  take(client: string, begin: Begin): void {
    const line = this.#lines.get(client);
    if (line) return void line.push(begin);
    if (this.#lines.size === 0) setImmediate(() => this.#goRound());
    this.#lines.set(client, []);
    begin();
  }

  /** Answers by `answer`, in turn, whoever is still there then. */
  bound(answer: RequestListener, clientOf: (request: IncomingMessage) => string): RequestListener {
    return (request, response) =>
      this.take(clientOf(request), () => {
        if (!response.destroyed && !request.socket.destroyed) answer(request, response);
      });
  }

  #goRound(): void {
    const begins: Begin[] = [];
    for (const [client, line] of this.#lines) {
      const begin = line.shift();
      if (begin) begins.push(begin);
      else this.#lines.delete(client);
    }
    if (this.#lines.size > 0) setImmediate(() => this.#goRound());
    for (const begin of begins) begin();
  }
}
