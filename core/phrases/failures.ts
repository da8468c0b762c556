/**
 * Why there is no reply, by code, in each language that we speak ourselves. A message's end says it from here. Whole
 * sentences, since the way to a person follows.
 */
import {type ErrorCode, wordsOf} from '../errors.ts';
import {type Phrase, sentence} from './phrase.ts';

export const failures = {
  agent_unavailable: {
    en: sentence(wordsOf('agent_unavailable')),
    es: 'El asistente no puede responder en este momento.',
    pt: 'O assistente não pode responder neste momento.',
  },
  agent_timeout: {
    en: sentence(wordsOf('agent_timeout')),
    es: 'El asistente ha tardado demasiado en responder. Inténtelo de nuevo, por favor.',
    pt: 'O assistente demorou demais a responder. Tente de novo, por favor.',
  },
  agent_refused: {
    en: sentence(wordsOf('agent_refused')),
    es: 'El asistente no puede responder a esto.',
    pt: 'O assistente não pode responder a isto.',
  },
  clinic_not_found: {
    en: sentence(wordsOf('clinic_not_found')),
    es: 'No conocemos esta clínica.',
    pt: 'Não conhecemos esta clínica.',
  },
  internal: {
    en: sentence(wordsOf('internal')),
    es: 'Algo ha fallado por nuestra parte.',
    pt: 'Algo falhou do nosso lado.',
  },
  unavailable: {
    en: sentence(wordsOf('unavailable')),
    es: 'El chat no está disponible en este momento. Inténtelo de nuevo, por favor.',
    pt: 'O chat não está disponível neste momento. Tente de novo, por favor.',
  },
  overloaded: {
    en: sentence(wordsOf('overloaded')),
    es: 'El chat está muy ocupado en este momento. Inténtelo de nuevo, por favor.',
    pt: 'O chat está muito ocupado neste momento. Tente de novo, por favor.',
  },
  rate_limited: {
    en: sentence(wordsOf('rate_limited')),
    es: 'Son demasiados mensajes; espere un momento, por favor.',
    pt: 'São mensagens demais; espere um momento, por favor.',
  },
} as const satisfies Partial<Record<ErrorCode, Phrase>>;

export type FailureCode = keyof typeof failures;

/** What a visitor is told of an error: of what is no business of theirs, only that something went wrong. */
export function failureCodeOf(code: ErrorCode): FailureCode {
  return Object.hasOwn(failures, code) ? (code as FailureCode) : 'internal';
}
