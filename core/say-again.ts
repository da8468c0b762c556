/** What goes on is said when it begins, and again each minute with how often it was: neither silence nor a flood. */

const againMs = 60_000;

export type SayAgain = {
  /** `word`: what it is that goes on; another one is said at once. */
  say(word: string, tell: (count: number) => void): void;
  /** It has ended: the next time is said at once. */
  over(): void;
};

export function sayAgain(now: () => number = () => performance.now()): SayAgain {
  let going: {word: string; saidAt: number; count: number} | undefined;
  return {
    say(word, tell) {
      if (going?.word !== word) going = {word, saidAt: Number.NEGATIVE_INFINITY, count: 0};
      going.count++;
      if (now() - going.saidAt < againMs) return;
      tell(going.count);
      going = {word, saidAt: now(), count: 0};
    },
    over() {
      going = undefined;
    },
  };
}
