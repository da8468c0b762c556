/**
 * Which request is worked on when many have come at once: one of each client in a round of the event loop. Who asks for
 * hundreds waits behind itself, and not before what others ask.
 */
import type {IncomingMessage, RequestListener} from 'node:http';

/** Work that waits: where its client has gone, it is nobody's any more. */
type Work = {begin: () => void; isGone: () => boolean};

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
  readonly #lines = new Map<string, Work[]>();
  #round = 0;

  /** Calls `begin` at once, or when it is this client's turn; not at all where `isGone` by then. */
  take(client: string, begin: () => void, isGone = () => false): void {
    const line = this.#lines.get(client);
    if (line) return void line.push({begin, isGone});
    if (this.#lines.size === 0) setImmediate(() => this.#goRound());
    this.#lines.set(client, []);
    begin();
  }

  /** Answers by `answer`, in turn, whoever is still there then. */
  bound(answer: RequestListener, clientOf: (request: IncomingMessage) => string): RequestListener {
    return (request, response) => {
      const client = clientOf(request);
      const begin = () => {
        this.remember(request, client, this.#round);
        answer(request, response);
      };
      this.take(client, begin, () => response.destroyed || request.socket.destroyed);
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
    const begins: (() => void)[] = [];
    for (const [client, line] of this.#lines) {
      const at = line.findIndex(({isGone}) => !isGone());
      const [next] = line.splice(0, at === -1 ? line.length : at + 1).slice(-1);
      if (at !== -1 && next) begins.push(next.begin);
      else this.#lines.delete(client);
    }
    if (this.#lines.size > 0) setImmediate(() => this.#goRound());
    for (const begin of begins) begin();
  }
}
