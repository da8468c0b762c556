/**
 * A circuit breaker: where an upstream has failed several times on end, nobody waits for it any more, until one
 * call that is let through proves that it is back. A dead provider then costs milliseconds, not a timeout each.
 */
import {BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen} from 'cockatiel';
import {ChatError} from '../../../core/errors.ts';

/** Runs the step, or refuses at once with `agent_unavailable` while the circuit is open. */
export type Breaker = <T>(step: () => Promise<T>) => Promise<T>;

export type BreakerOptions = {
  /** Failures on end that open the circuit. */
  failures: number;
  /** How long it stays open before one call is let through, in milliseconds. */
  openMs: number;
  /** Says whether the upstream itself has failed; what else is thrown proves that it lives. */
  isFailure: (error: ChatError) => boolean;
  onOpen?: () => void;
};

export function createBreaker({failures, openMs, isFailure, onOpen}: BreakerOptions): Breaker {
  // A trial that was broken off by us, not by a ChatError, proves nothing: the circuit stays open.
  const counts = (thrown: Error): boolean =>
    thrown instanceof ChatError ? isFailure(thrown) : policy.state === CircuitState.HalfOpen;
  const policy = circuitBreaker(handleWhen(counts), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failures),
  });
  if (onOpen) policy.onBreak(onOpen);

  const refusal = (cause?: unknown) =>
    new ChatError('agent_unavailable', undefined, {cause, retryAfterSeconds: Math.ceil(openMs / 1000)});
  return async step => {
    // The library would let the others wait for the end of the trial.
    if (policy.state === CircuitState.HalfOpen) throw refusal();
    try {
      return await policy.execute(step);
    } catch (thrown) {
      throw thrown instanceof BrokenCircuitError ? refusal(thrown) : thrown;
    }
  };
}
