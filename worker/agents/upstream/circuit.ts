/**
 * Whether an upstream is worth asking at the moment. What the operator must mend opens the circuit at once; what may
 * pass opens it when so many different questions have failed on end. While it is open nobody waits: one call a while is
 * let through to see. A strange answer to one question never opens it for others.
 */
import {ChatError} from '../../../core/errors.ts';
import {faultOf, type UpstreamFault} from './faults.ts';

export type CircuitOptions = {
  /** Questions failed on end that open it. */
  failures: number;
  /** How long it stays open before one call is let through, in milliseconds. */
  openMs: number;
  onOpen?: (fault: UpstreamFault) => void;
};

export class Circuit {
  readonly #options: CircuitOptions;
  readonly #failed = new Set<string>();
  #error: ChatError | undefined;
  #openUntil = 0; // on the monotonic clock
  #isTried = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** Throws what opened it, as long as nobody may try. The one who may is told. */
  enter(): {isTrial: boolean} {
    const error = this.#error;
    if (!error) return {isTrial: false};
    const waitMs = this.#openUntil - performance.now();
    if (waitMs > 0 || this.#isTried) throw again(error, Math.max(0, waitMs));
    this.#isTried = true;
    return {isTrial: true};
  }

  /** It has a word to say. */
  succeeded(): void {
    this.#failed.clear();
    this.#error = undefined;
  }

  failed(error: ChatError, question: string): void {
    const fault = faultOf(error);
    if (!fault || fault.whose === 'question' || fault.code === 'busy') {
      this.#error = undefined; // it is there
      return;
    }
    this.#failed.add(question);
    const {failures, openMs, onOpen} = this.#options;
    if (fault.whose === 'upstream' && this.#failed.size < failures && !this.#error) return;
    if (!this.#error) onOpen?.(fault);
    this.#error = error;
    this.#openUntil = performance.now() + openMs;
  }

  /** Whatever it came to, a call that was let through has ended. */
  left({isTrial}: {isTrial: boolean}): void {
    if (isTrial) this.#isTried = false;
  }

  get isOpen(): boolean {
    return this.#error !== undefined;
  }
}

function again(error: ChatError, waitMs: number): ChatError {
  const {code, cause, retry} = error;
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return new ChatError(code, undefined, {cause, isFinal: !retry, retryAfterSeconds});
}
