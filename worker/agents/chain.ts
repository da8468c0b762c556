/**
 * Who answers where several could: the first that brings its reply to an end. What one said before it failed is taken
 * back, and the next one begins anew.
 */
import {ChatError, toChatError} from '../../core/errors.ts';
import type {Log} from '../../core/log.ts';
import type {Agent, Question, Said} from './agent.ts';
import {faultOf} from './upstream/faults.ts';
import {reasonOf} from './upstream/standings.ts';

/**
 * Each agent is named before it speaks. Throws, where none of them answers, the first failure that may pass, or else
 * the first one; and at once where what an agent refuses is the reply that this question gets.
 */
export async function* replyOfFirst(
  agents: readonly Agent[],
  question: Question,
  log: Log,
): AsyncGenerator<Said> {
  const {signal} = question;
  const failures: ChatError[] = [];
  for (const agent of agents) {
    let hasSpoken = false;
    try {
      for await (const said of agent.reply(question)) {
        if (!hasSpoken && isOfReply(said)) {
          yield {type: 'by', agent: agent.name};
          hasSpoken = true;
        }
        yield said;
      }
      return;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toChatError(thrown);
      note(log, question, agent, error);
      if (hasSpoken) yield {type: 'reset'};
      failures.push(error);
      if (faultOf(error)?.isLastWord) break;
    }
  }
  const last = failures.at(-1);
  const worst = failures.find(({retry}) => retry) ?? failures[0];
  throw (faultOf(last)?.isLastWord ? last : worst) ?? new ChatError('agent_refused');
}

function isOfReply(said: Said): boolean {
  return (
    typeof said === 'string' || said.type === 'choices' || said.type === 'language' || said.type === 'handoff'
  );
}

/** What the operator must mend is an error, and says so in words; the rest may be better soon. */
function note(log: Log, {message, clinic}: Question, agent: Agent, error: ChatError): void {
  const fault = faultOf(error);
  const whose = fault?.whose ?? 'upstream';
  log[whose === 'operator' ? 'error' : 'warn'](
    {
      message,
      clinic: clinic.id,
      agent: agent.name,
      code: fault?.code ?? error.code,
      ...(fault && {reason: reasonOf({agent: agent.name}, fault), status: fault.status}),
      error: error.cause,
    },
    'agent.failed',
  );
}
