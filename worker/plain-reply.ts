/** The one place where what an agent says becomes what a visitor, a desk or a provider may be shown. */
import {plainLine, plainWords} from '../core/plain-words.ts';
import {maxChoiceChars, type Said} from './agents/agent.ts';

const maxReasonChars = 200;

export async function* plainReply(pieces: AsyncIterable<Said>): AsyncGenerator<Said> {
  for await (const said of pieces) {
    if (typeof said === 'string') {
      const words = plainWords(said);
      if (words !== '') yield words;
    } else yield plain(said);
  }
}

function plain(said: Exclude<Said, string>): Said {
  switch (said.type) {
    case 'choices':
      // One that is too long stays so, and is left out by whoever counts them.
      return {...said, choices: said.choices.map(choice => plainLine(choice, maxChoiceChars + 1))};
    case 'handoff':
      return {...said, reason: plainLine(said.reason, maxReasonChars) || 'asked'};
    default:
      return said;
  }
}
