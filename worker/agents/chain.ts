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
 * Each agent is named before it speaks. Throws, where none of them answers, that one was merely slow, so that it is
 * not asked again; or the first failure that may pass; or else the first one. And at once where what an agent refuses is
 * the reply that this question gets.
 */
export async function* replyOfFirst(
  agents: readonly Agent[],
  question: Question,
  log: Log,
): AsyncGenerator<Said> {
  const {signal} = question;
  const began = performance.now();
  const failures: ChatError[] = [];
  for (const agent of agents) {
    let hasSpoken = false;
    try {
      for await (const said of agent.reply({...question, began})) {
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
  const slow = failures.find(error => faultOf(error)?.isSlow);
  const worst = slow ?? failures.find(({retry}) => retry) ?? failures[0];
  throw (faultOf(last)?.isLastWord ? last : worst) ?? new ChatError('agent_refused');
}

function isOfReply(said: Said): boolean {
  return (
    typeof said === 'string' || said.type === 'choices' || said.type === 'language' || said.type === 'handoff'
  );
}

/** What the operator must mend is an error, and says so in words; the rest may be better soon. Each is told once. */
function note(log: Log, {message, clinic}: Question, agent: Agent, error: ChatError): void {
  const fault = faultOf(error);
  const facts = {message, clinic: clinic.id, agent: agent.name, code: fault?.code ?? error.code};
  error.isTold = true;
  if (!fault) log.warn({...facts, error: error.cause}, 'agent.failed');
  else if (fault.isRemembered) log.info(facts, 'agent.skipped');
  else {
    const {status, cause} = fault;
    const level = fault.whose === 'operator' ? 'error' : 'warn';
    // Where in our code it was noticed says nothing to whoever runs this; what is behind it may.
    log[level]({...facts, reason: reasonOf(facts, fault), status, error: cause}, 'agent.failed');
  }
}
