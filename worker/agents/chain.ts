/**
 * Who answers where several could: the first that has a word to say. Once a word is out nobody else takes over;
 * the message is tried again as a whole, and its readers are told to forget what they saw.
 */
import {ChatError, toChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import type {Agent, Question, Said} from './agent.ts';

/**
 * The reply of the first agent that is not down, who is named. A failure that will not pass is the end of the
 * search. Throws what the first one threw where none of them answers.
 */
export async function* replyOfFirst(
  agents: readonly Agent[],
  question: Question,
  log: Log,
): AsyncGenerator<Said> {
  const {message, clinic, signal} = question;
  let failure: ChatError | undefined;
  for (const agent of agents) {
    let hasBegun = false;
    try {
      for await (const piece of agent.reply(question)) {
        if (!hasBegun) yield {type: 'by', agent: agent.name};
        hasBegun = true;
        yield piece;
      }
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toChatError(thrown);
      if (hasBegun) throw error;
      log.warn(
        {message, clinic: clinic.id, agent: agent.name, code: error.code, error: error.cause},
        'agent.failed',
      );
      failure ??= error;
      if (!error.retry) break;
    }
  }
  throw failure ?? new ChatError('agent_refused');
}
