/**
 * Words that are no question but a wish: to hear no more, to hear again, to be helped. They count only where they are
 * all that somebody wrote. English ones are those of carriers and of Twilio; then what people write in Spanish and
 * Portuguese.
 */
import type {Wish} from '../channel.ts';

const words: Record<Wish, string> = {
  stop:
    'stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt-out, ' +
    'alto, parar, pare, detener, baja, dar de baja, darme de baja, cancelar, cancelar suscripción, ' +
    'desuscribir, no más mensajes, sair, descadastrar, remover, arret, arrêt',
  start:
    'start, unstop, subscribe, optin, opt in, opt-in, resume, iniciar, inicio, empezar, comenzar, alta, ' +
    'suscribir, reanudar, começar, voltar, inscrever',
  yes: 'yes, sí, si, sim',
  help: 'help, info, ayuda, información, ajuda, informação',
};

const wishes: ReadonlyMap<string, Wish> = new Map(
  (Object.keys(words) as Wish[]).flatMap(wish => words[wish].split(', ').map(word => [bare(word), wish])),
);

/** Those that Twilio answers itself where nobody has changed that: in English, on plain numbers. */
const answeredByTwilio = new Set(
  'stop, stopall, unsubscribe, cancel, end, quit, revoke, optout, start, unstop, yes, help, info'.split(', '),
);

/** As a part of what was received; nothing where it is no wish. */
export function wishIn(text: string): {wish?: Wish} {
  const wish = text.length <= 40 ? wishes.get(bare(text)) : undefined;
  return wish === undefined ? {} : {wish};
}

export function doesTwilioAnswer(text: string): boolean {
  return answeredByTwilio.has(bare(text));
}

/** Without what people put around a word, and without accents. */
function bare(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^[\s"'“”¡!.,]+|[\s"'“”!.,]+$/gu, '')
    .replace(/\s+/g, ' ');
}
