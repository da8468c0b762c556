/**
 * Addresses as Twilio writes them: `+15550100100`, or with a medium before it, `whatsapp:+15550100100`. Whoever wrote is
 * answered from the address that they wrote to.
 */
import {spellingsOf} from '../phone-number.ts';

export type TwilioAddress = {
  /** As Twilio writes it. */
  full: string;
  /** `''` for an SMS. */
  medium: string;
  name: string;
};

export function parseAddress(full: string): TwilioAddress {
  const [, medium = '', name = full] = /^([a-z]+):(.+)$/.exec(full) ?? [];
  return {full, medium, name};
}

/** Short codes, and senders with letters in their names, are machines; the latter cannot even be answered. */
export function isPerson({medium, name}: TwilioAddress): boolean {
  return medium !== '' || /^\+?\d{7,15}$/.test(name);
}

/** The same person in each spelling, the best first. */
export function namesOf({full, medium, name}: TwilioAddress): [string, ...string[]] {
  const digits = /^\+(\d+)$/.exec(name)?.[1];
  if (digits === undefined) return [full];
  const prefix = medium === '' ? '+' : `${medium}:+`;
  const [best, ...others] = spellingsOf(digits);
  return [prefix + best, ...others.map(other => prefix + other)];
}

/** There is one where all of a number's SMS came to before there were several numbers. */
export const firstAccount = 'twilio';

/** What we call one of our own addresses in logs and figures: enough of it for whoever set it up. */
export function accountOf(ours: string | undefined, first: string | undefined): string {
  if (ours === undefined || ours === first) return firstAccount;
  const {medium, name} = parseAddress(ours);
  return [firstAccount, medium, name.replace(/[^\w]/g, '').slice(-4)].filter(Boolean).join('-');
}

/** A reply's target: who is answered and, where that is not the first of our numbers, from where. */
export function targetOf(person: string, ours: string | undefined, first: string | undefined): string {
  return ours === undefined || ours === first ? person : `${person} ${ours}`;
}

export function splitTarget(target: string): {to: string; from: string | undefined} {
  const [to = '', from] = target.split(' ');
  return {to, from};
}
