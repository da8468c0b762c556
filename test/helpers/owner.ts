/** Whoever has to clean up: a test, or a file of them that share something. */
import type {ExecutionContext} from 'ava';

export type Owner = Pick<ExecutionContext, 'teardown'>;

/** What several tests of a file share; closed in the reverse order, by the file's `test.after.always`. */
export class FileOwner implements Owner {
  readonly #closers: (() => unknown)[] = [];

  teardown(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}
