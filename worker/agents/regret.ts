/** What a visitor reads where nobody answers: that it is so, and how to reach a person, in the clinic's language. */
import type {Clinic} from '../../core/clinics/clinic.ts';

const sentences: Readonly<Record<string, string>> = {
  en: 'I am sorry, I cannot answer this here.',
  es: 'Lo siento, aquí no puedo responder a esto.',
  pt: 'Lamento, não posso responder a isto aqui.',
  fr: 'Je suis désolé, je ne peux pas répondre à cela ici.',
};

export function regret({locale, contact}: Pick<Clinic, 'locale' | 'contact'>): string {
  const {person, phone} = contact;
  const sentence = sentences[locale.slice(0, 2)];
  const way = person.includes(phone) ? person : `${person} ${phone}`;
  return sentence === undefined ? way : `${sentence} ${way}`;
}
