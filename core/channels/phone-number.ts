/**
 * Some countries' numbers are spelled in two ways, and providers use now one and now the other: Brazil with and without
 * a mobile's ninth digit, Mexico with and without a 1, Argentina with and without a 9 after the country code. Each
 * spelling is the same person.
 */

/** In Brazil, what begins with 2, 3 or 4 has always been a landline: with a 9 it would be somebody else's. */
const doubles: readonly {pattern: RegExp; inserted: string}[] = [
  {pattern: /^(55\d\d)9?([5-9]\d{7})$/, inserted: '9'},
  {pattern: /^(52)1?(\d{10})$/, inserted: '1'},
  {pattern: /^(54)9?(\d{10})$/, inserted: '9'},
];

/** All spellings of a number of digits with its country code; the first is the same whichever of them is given. */
export function spellingsOf(digits: string): [string, ...string[]] {
  for (const {pattern, inserted} of doubles) {
    const [, country, rest] = pattern.exec(digits) ?? [];
    if (country !== undefined && rest !== undefined) return [country + rest, country + inserted + rest];
  }
  return [digits];
}

export function isSameNumber(one: string, other: string): boolean {
  return spellingsOf(one)[0] === spellingsOf(other)[0];
}
