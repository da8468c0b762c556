/** Why a model's reply has ended, by the word for it. Whatever is not here is no good end. */
import type {FaultCode} from '../upstream/faults.ts';

export type Ending = 'well' | 'at its length' | FaultCode;

const endings: Readonly<Record<string, Ending>> = {
  stop: 'well',
  eos: 'well',
  eos_token: 'well',
  stop_sequence: 'well',
  end_turn: 'well',
  complete: 'well',
  length: 'at its length',
  max_tokens: 'at its length',
  max_output_tokens: 'at its length',
  model_length: 'at its length',
  content_filter: 'filtered',
  content_filtered: 'filtered',
  safety: 'filtered',
  refusal: 'filtered',
  recitation: 'filtered',
  prohibited_content: 'filtered',
  guardrail_intervened: 'filtered',
  tool_calls: 'tool_called',
  tool_use: 'tool_called',
  function_call: 'tool_called',
};

export function endingOf(word: string): Ending {
  return endings[word] ?? 'stopped';
}
