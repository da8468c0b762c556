/**
 * Whether an upstream is worth asking at the moment. What the operator must mend opens the circuit at once; what may
 * pass opens it when so many different questions have failed on end. While it is open nobody waits: one call a while is
 * let through to see. A strange answer to one question never opens it for others.
 */
import type {ChatError} from '../../../core/errors.ts';
import {failure, faultOf, type UpstreamFault} from './faults.ts';

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
  #fault: UpstreamFault | undefined;
  #openUntil = 0; // on the monotonic clock
  #isTried = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** Throws what opened it, as long as nobody may try. The one who may is told. */
  enter(): {isTrial: boolean} {
    const fault = this.#fault;
    if (!fault) return {isTrial: false};
    const waitMs = this.#openUntil - performance.now();
    if (waitMs > 0 || this.#isTried) throw remembered(fault, Math.max(0, waitMs));
    this.#isTried = true;
    return {isTrial: true};
  }

  /** It has a word to say. */
  succeeded(): void {
    this.#failed.clear();
    this.#fault = undefined;
  }

  failed(error: ChatError, question: string): void {
    const fault = faultOf(error);
    if (!fault || fault.whose === 'question' || fault.code === 'busy') {
      this.#fault = undefined; // it is there
      return;
    }
    this.#failed.add(question);
    const {failures, openMs, onOpen} = this.#options;
    if (fault.whose === 'upstream' && this.#failed.size < failures && !this.#fault) return;
    if (!this.#fault) onOpen?.(fault);
    this.#fault = fault;
    this.#openUntil = performance.now() + openMs;
  }

  /** Whatever it came to, a call that was let through has ended. */
  left({isTrial}: {isTrial: boolean}): void {
    if (isTrial) this.#isTried = false;
  }

  get isOpen(): boolean {
    return this.#fault !== undefined;
  }
}

function remembered({code, status}: UpstreamFault, waitMs: number): ChatError {
  return failure(code, {status, isRemembered: true, retryAfterSeconds: Math.ceil(waitMs / 1000)});
}
