/** How often the guard is right: of those that it should hear, and per thousand of those that it should not. */
import type {AlarmKind} from '../../core/clinics/emergency.ts';
import type {Message} from './read-messages.ts';

/** What the guard made of a message. */
export type Judged = {message: Message; heard: AlarmKind | null};

export type Share = {hits: number; of: number};

export type Measures = {
  /** Of the alarms: heard as an emergency; heard at all. */
  emergency: Share;
  either: Share;
  /** The same of what is none. */
  emergencyMistaken: Share;
  eitherMistaken: Share;
};

export function measure(judged: readonly Judged[]): Measures {
  const alarms = judged.filter(({message}) => message.alarm);
  const ordinary = judged.filter(({message}) => !message.alarm);
  return {
    emergency: shareOf(alarms, ({heard}) => heard === 'emergency'),
    either: shareOf(alarms, ({heard}) => heard !== null),
    emergencyMistaken: shareOf(ordinary, ({heard}) => heard === 'emergency'),
    eitherMistaken: shareOf(ordinary, ({heard}) => heard !== null),
  };
}

function shareOf(judged: readonly Judged[], hits: (one: Judged) => boolean): Share {
  return {hits: judged.filter(hits).length, of: judged.length};
}

/** Where the true share lies, with 95 % confidence (Wilson). */
export function interval({hits, of}: Share): [number, number] {
  if (of === 0) return [0, 1];
  const z = 1.96;
  const share = hits / of;
  const middle = share + z ** 2 / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return [Math.max(0, (middle - spread) / whole), Math.min(1, (middle + spread) / whole)];
}

/** `94.2 % (93.1–95.1)`, or with `perThousand` `5.1 ‰ …`; a dash of nothing. */
export function say(share: Share, factor: 100 | 1000): string {
  if (share.of === 0) return '–';
  const number = (part: number) => (part * factor).toFixed(1);
  const [low, high] = interval(share);
  return `${number(share.hits / share.of)} (${number(low)}–${number(high)})`;
}
