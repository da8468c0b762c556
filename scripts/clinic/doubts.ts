/** What is right in a clinic's file, and which nobody can have meant: a line for each, none of which refuses it. */
import type {Clinic} from '../../core/clinics/clinic.ts';
import {languageOf} from '../../core/clinics/locale.ts';
import {answer} from '../../worker/agents/faq/answer.ts';
import {unwritten} from './starter.ts';

/** More of a kind are counted only. */
const mostTold = 5;

export function doubtsAbout(clinic: Clinic, now: Date): string[] {
  return [
    ...unwrittenIn(clinic, '$'),
    ...misheard(clinic, now),
    ...unfound(clinic, now),
    ...languageDoubts(clinic),
    ...calendarDoubts(clinic, now),
  ];
}

function unwrittenIn(value: unknown, path: string): string[] {
  if (typeof value === 'string') return value.includes(unwritten) ? [`${path}: is still to be written`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    unwrittenIn(member, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`),
  );
}

/** Questions of entries that the embedded agent answers otherwise. */
function misheard(clinic: Clinic, now: Date): string[] {
  const found = clinic.knowledge.flatMap(({id, kind, questions}) =>
    questions.flatMap(text => {
      const {from} = answer({clinic, text, history: [], guard: undefined}, now);
      const isHeard = from
        .split('+')
        .some(each => each === id || (kind === 'hours' && each.startsWith('hours:')));
      return isHeard ? [] : [`"${text}" of ${id} is answered from ${from}`];
    }),
  );
  const rest = found.length - mostTold;
  return [
    ...found.slice(0, mostTold),
    ...(rest > 0 ? [`and ${rest} further questions are answered otherwise`] : []),
  ];
}

function unfound(clinic: Clinic, now: Date): string[] {
  const further = Object.values(clinic.words ?? {}).flatMap(({quickReplies = []}) => quickReplies);
  const offered = [
    ...(clinic.quickReplies ?? []),
    ...further,
    ...clinic.knowledge.flatMap(({choices = []}) => choices),
  ];
  return [...new Set(offered)].flatMap(text =>
    answer({clinic, text, history: [], guard: undefined}, now).from === 'unknown'
      ? [`"${text}" may be tapped, and nothing answers it`]
      : [],
  );
}

function languageDoubts({locale, locales = [], words = {}, knowledge, agent}: Clinic): string[] {
  const spoken = [locale, ...locales].map(languageOf);
  const silent = locales.filter(
    tag =>
      ![...Object.keys(words), ...knowledge.map(entry => entry.locale ?? locale)]
        .map(languageOf)
        .includes(languageOf(tag)),
  );
  const strange = Object.keys(words).filter(tag => !spoken.includes(languageOf(tag)));
  const needsFaq = agent?.use === undefined || agent.use.includes('faq');
  const unheard = needsFaq ? spoken.filter(language => !['en', 'es'].includes(language)) : [];
  return [
    ...unheard.map(language => `$.locale: the embedded agent reads English and Spanish, not ${language}`),
    ...silent.map(tag => `$.locales: there is neither an entry nor a word in ${tag}`),
    ...strange.map(
      tag => `$.words.${tag}: is not among its languages, which are ${[locale, ...locales].join(', ')}`,
    ),
  ];
}

function calendarDoubts({hours}: Clinic, now: Date): string[] {
  const dates = [...(hours.closedOn ?? []), ...Object.keys(hours.special ?? {})];
  const isOver = dates.length > 0 && dates.every(date => date < now.toISOString().slice(0, 10));
  return isOver ? ['$.hours: every date in closedOn and special is over'] : [];
}
