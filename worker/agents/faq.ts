/**
 * The agent that answers from a clinic's own knowledge: no key, no network, no invention. It says what the file
 * says, or that it does not know and how to reach a person.
 */
import type {Clinic} from '../../core/clinics/clinic.ts';
import type {Agent} from './agent.ts';
import {languageOf} from './faq-language.ts';
import {pace} from './faq-pace.ts';
import {findEntry} from './faq-search.ts';
import {hearSmallTalk} from './faq-small-talk.ts';

/** `paceMs`: milliseconds between two words, as a model would stream them; 0 sends them at once. */
export function createFaqAgent({paceMs = 25}: {paceMs?: number} = {}): Agent {
  return {
    name: 'faq',
    async *reply({clinic, text, signal}) {
      signal.throwIfAborted();
      yield* pace(splitPieces(answer(clinic, text)), paceMs, signal);
    },
  };
}

function answer(clinic: Clinic, text: string): string {
  const language = languageOf(clinic);
  const {line, rest} = hearSmallTalk(language, text);
  if (line && rest === '') return line;
  return findEntry(clinic, rest)?.answer ?? `${language.unknown} ${clinic.contact.person}`;
}

/** Word by word, each with the space before it; joined they are the text. */
function splitPieces(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}
