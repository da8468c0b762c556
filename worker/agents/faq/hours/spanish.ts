/** How Spanish asks for opening hours, and tells them. Words and patterns are folded. */
import type {HoursTalk} from './hours-talk.ts';

const hour = '(?<hour>\\d{1,2})(?:[: ](?<minute>\\d\\d)| (?:y )?(?<half>media))?';
const dayPart =
  '(?:(?<am>a ?m|(?:de|en|por) la (?:manana|madrugada))|(?<pm>p ?m|(?:de|en|por) la (?:tarde|noche)))';

export const spanishHours: HoursTalk = {
  times: {
    weekdays: [
      ['domingo', 'domingos'],
      ['lunes'],
      ['martes'],
      ['miercoles'],
      ['jueves'],
      ['viernes'],
      ['sabado', 'sabados'],
    ],
    months: [
      ['enero'],
      ['febrero'],
      ['marzo'],
      ['abril'],
      ['mayo'],
      ['junio'],
      ['julio'],
      ['agosto'],
      ['septiembre', 'setiembre'],
      ['octubre'],
      ['noviembre'],
      ['diciembre'],
    ],
    monthDays: month => [
      new RegExp(`\\b(?:el )?(?:dia )?(?<day>\\d{1,2}|primero)(?: de)? (?<month>${month})\\b`),
    ],
    dayOfMonth: /\b(?:el|dia) (?<day>\d{1,2})\b/,
    slashed: 'day',
    clocks: [
      new RegExp(
        `\\b(?:(?:a|de|desde|hasta|antes de|como a) las? |alas )?${hour} ?(?:hrs |horas )?${dayPart}\\b`,
      ),
      new RegExp(`\\b(?:(?:a|de|desde|hasta|antes de) las?|alas) ${hour}(?: (?:hrs?|horas?))?\\b`),
      /\b(?<hour>\d{1,2})(?::(?<minute>\d\d))? (?:hrs?|horas)\b/,
      /\b(?<hour>\d{1,2}):(?<minute>\d\d)\b/,
    ],
    noon: /\b(?:al? |hasta el |antes del )?mediodia\b/,
    midnight: /\b(?:(?:a|hasta) (?:la )?)?media ?noche\b/,
    upTo: /^(?:hasta|antes) /,
    next: /\b(?:proximo|siguiente|que viene)\b/,
    dayAfterTomorrow: /\bpasado manana\b/,
    // "Por la mañana" is a part of a day, and no tomorrow.
    tomorrow: /(?<!\b(?:la|las) )\bmanana\b/,
    today: /\b(?:hoy(?: mismo)?|esta (?:manana|tarde|noche))\b/,
    partOfDay: /\b(?:por|en|a|de) la (?:manana|tarde|noche)\b/,
    weekend: /\bfin(?:es)? de semana\b/,
    now: /\b(?:ahor(?:a|ita)(?: mismo)?|en este momento|todavia|aun|siguen?|ya|vuelven?)\b/,
    spelt: ['manana', 'ahorita', 'todavia', 'domingo', 'domingos', 'sabado', 'sabados'],
    general:
      /\b(?:entre semana|(?<!fin de |fines de )semanas?|todos los dias|diario|(?:de )?(?:lunes|martes|miercoles|jueves|viernes) a (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))\b/,
  },
  asking: new Set(
    `abren abre abrir abrieron abran abierto abiertos abierta abiertas cierran cierra cerrar cerraron cierre
      cerrado cerrados cerrada apertura horario horarios hora horas ora oras atienden atencion laboran trabajan empiezan`.split(
      /\s+/,
    ),
  ),
  coming: new Set('estan ir llegar pasar venir ahi alli'.split(' ')),
  neutral: new Set('clinica consultorio puertas recepcion local servicio dia dias cuando durante'.split(' ')),
  asksWhen:
    /\b(?:cuando|(?:que|k|q) h?oras?|(?:hasta|desde)(?! (?:las? \d|el mediodia|la media))|horarios?|h?oras?)\b/,
  asksShut: /\b(?:cierran?|cerrar|cerraron|cerrad[oa]s?)\b/,
  asksNow: /\best(?:a|an) (?:abiert|cerrad)[oa]s?$|^(?:abiert|cerrad)[oa]s?$/,
  otherwise:
    /\b(?:(?:que|k|q) h?oras? (?:es|son|tienes?)|(?:que|k|q) (?:dia|fecha) (?:es|cae)|cuantos|quien)\b/,
  say: {
    yes: 'Sí',
    no: 'No',
    at: (time, clock) => `a ${withArticle(time, clock)}`,
    until: (time, clock) => `hasta ${withArticle(time, clock)}`,
    fromTo: ([open, close], clock) =>
      open === '00:00' && close === '24:00'
        ? 'las 24 horas'
        : `de ${name(open, clock)} a ${name(close, clock)}`,
    and: 'y',
    today: 'hoy',
    tomorrow: 'mañana',
    on: date =>
      `el ${part(date, {weekday: 'long'})} ${Number(date.slice(8))} de ${part(date, {month: 'long'})}`,
    openNow: until => `ahora estamos abiertos, ${until}`,
    aroundTheClock: 'ahora estamos abiertos, y las 24 horas',
    shutNow: 'ahora estamos cerrados',
    shutForToday: 'hoy ya cerramos',
    open: (day, times) => `${day} atendemos ${times}`,
    shut: day => `${day} cerramos`,
    opensAgain: (day, at) => `abrimos ${day} ${at}`,
    otherWeeks: (weekday, times) => `los demás ${plurals[weekday]} atendemos ${times}`,
  },
};

const plurals = {
  sunday: 'domingos',
  monday: 'lunes',
  tuesday: 'martes',
  wednesday: 'miércoles',
  thursday: 'jueves',
  friday: 'viernes',
  saturday: 'sábados',
} as const;

function part(date: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('es', {...options, timeZone: 'UTC'}).format(new Date(`${date}T00:00:00Z`));
}

/** "la 1:00", "las 13:00", "la medianoche". */
function withArticle(time: string, clock: 12 | 24): string {
  const said = name(time, clock);
  return /^(?:1:|medianoche)/.test(said) ? `la ${said}` : `las ${said}`;
}

function name(time: string, clock: 12 | 24): string {
  if (time === '00:00' || time === '24:00') return 'medianoche';
  if (clock === 24) return time.replace(/^0/, '');
  const hour = Number(time.slice(0, 2));
  return `${hour % 12 || 12}:${time.slice(3)} ${hour < 12 ? 'a. m.' : 'p. m.'}`;
}
