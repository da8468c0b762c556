/**
 * Which request is worked on when many have come at once: one of each client in a round of the event loop. Who asks for
 * hundreds waits behind itself, and not before what others ask.
 */
import type {IncomingMessage, RequestListener} from 'node:http';

type Begin = () => void;

/** How a request that has been begun gets its next turn. */
const again = new WeakMap<IncomingMessage, () => Promise<void>>();

/**
 * A request whose body has come waits here for its turn, before the work on it; one whose body came with its head has it.
 * So does each frame of the socket that a request has opened.
 */
export async function nextTurn(request: IncomingMessage): Promise<void> {
  await again.get(request)?.();
}

export class Turns {
  /** What waits, by client; an empty one is of a client that has had its turn in this round. */
  readonly #lines = new Map<string, Begin[]>();
  #round = 0;

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
    return (request, response) => {
      const client = clientOf(request);
      this.take(client, () => {
        if (response.destroyed || request.socket.destroyed) return;
        this.remember(request, client, this.#round);
        answer(request, response);
      });
    };
  }

  /** Gives a request further turns. `had`: the round in which it has one already. */
  remember(request: IncomingMessage, client: string, had?: number): void {
    again.set(request, async () => {
      if (this.#round !== had) await new Promise<void>(resolve => this.take(client, resolve));
    });
  }

  #goRound(): void {
    this.#round += 1;
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
