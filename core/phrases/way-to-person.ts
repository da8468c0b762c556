/** How to reach a person, as a sentence of the clinic's, or as one of ours where the clinic speaks another language. */
import {type Phrase, say, sentence} from './phrase.ts';

const byPhone: Phrase = {
  en: 'To talk to a person, call our front desk at {phone} while we are open.',
  es: 'Para hablar con una persona, llame a la recepción al {phone} en nuestro horario de atención.',
  pt: 'Para falar com uma pessoa, ligue para a recepção, {phone}, no nosso horário de atendimento.',
};

/** What a clinic's file says of it. */
type Clinic = {
  contact: {person: string; phone: string};
  locale: string;
  words?: Readonly<Record<string, {person?: string | undefined}>> | undefined;
};

/** In the language of `locale`, which is the clinic's own where it is not said. */
export function wayToPerson({contact, locale: own, words = {}}: Clinic, locale = own): string {
  const {phone} = contact;
  const language = languageOf(locale);
  const further = Object.entries(words).find(([tag]) => languageOf(tag) === language)?.[1];
  const {person} = language === languageOf(own) ? contact : (further ?? {});
  if (person === undefined) return say(byPhone, locale).replace('{phone}', () => phone);
  return person.includes(phone) ? sentence(person) : `${sentence(person)} ${phone}.`;
}

/** Also of what is no tag. */
function languageOf(locale: string): string | undefined {
  return locale.split('-')[0]?.toLowerCase();
}
