/** What the guard knows of a language: tables, all of them data. */

/** A list with commas between. Words are folded; patterns are as `parsePattern` reads them. */
export type List = string;

export type Language = {
  tag: string;
  /** `cnt=cant`: how some write a word, or two. */
  aliases: List;
  joins: List;
  /** Names in capitals, for words that mean the same to a pattern; a `*` stands for any ending. No commas. */
  sets: Readonly<Record<string, string>>;
  /** Words that are close to one of ours, and no typing errors. No commas. */
  distinct: string;
  /** What may be an emergency, by its kind. */
  alarms: Readonly<Record<string, List>>;
  context: Context<List>;
  /** What each clue weighs, by tenths; `npm run weigh:guard` writes them. No commas. */
  weights: Readonly<Record<string, string>>;
};

/** What takes an alarm back, and what takes that back in turn. */
export type Context<T> = {
  /** Figures of speech; they take back the alarms that they share a word with. */
  idioms: T;
  /** Take back what follows in the same clause, a few words far. */
  negations: T;
  /** Look like negations and are none: "not sure". */
  falseNegations: T;
  /** Where a negation ends though no comma stands there. */
  turns: T;
  /** Carry a negation over a comma: "no fever, chills or pain". */
  lists: T;
  /** Take back what they follow: the pain "is gone". */
  endings: T;
  /** Take back all of their sentence, unless it is about now. */
  past: T;
  now: T;
  /** Take back what follows in their sentence, and the clause they are in, unless it is about somebody. */
  topics: T;
  somebody: T;
  /** Look like somebody and are nobody: "can I". */
  nobody: T;
};
