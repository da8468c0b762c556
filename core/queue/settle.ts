/** Steps that read a conversation and then change it, unless it has moved on in between: tried again, not without end. */
import {ChatError} from '../errors.ts';

/** A conversation moves by its own turns: whoever meets a move each time has come into something that goes wrong. */
const mostTries = 20;

/** What an attempt comes to that was not `moved`. Throws `unavailable`. */
export async function settle<T>(attempt: () => Promise<T | 'moved'>): Promise<T> {
  for (let i = 0; i < mostTries; i++) {
    const outcome = await attempt();
    if (outcome !== 'moved') return outcome;
  }
  throw new ChatError('unavailable', 'The conversation went on each time, please try again');
}
