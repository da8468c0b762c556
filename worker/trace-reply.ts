/** An agent's reply as a span of its turn: who spoke, when the first words came, how it ended. Changes nothing in it. */
import {toChatError} from '../core/errors.ts';
import {endSpan, type Span, traceparentOf, within} from '../core/trace.ts';
import type {Agent, Question, Said} from './agents/agent.ts';

/** `turn`: the span that it is within; where that is not recorded, this costs nothing. */
export function traceReply(agent: Agent, question: Question, turn: Span): AsyncIterable<Said> {
  const span = within(turn, 'agent');
  if (!span.isRecording()) return agent.reply(question);
  return follow(agent.reply({...question, trace: traceparentOf(span)}), span, agent.name);
}

async function* follow(reply: AsyncIterable<Said>, span: Span, first: string): AsyncGenerator<Said> {
  let agent = first;
  let isSpeaking = false;
  try {
    for await (const said of reply) {
      if (typeof said === 'string' && !isSpeaking) span.addEvent('first words');
      isSpeaking ||= typeof said === 'string';
      if (typeof said === 'object' && said.type === 'by') agent = said.agent;
      yield said;
    }
  } catch (thrown) {
    endSpan(span, {agent, code: toChatError(thrown).code});
    throw thrown;
  } finally {
    endSpan(span, {agent}); // or whoever asked has stopped listening
  }
}
