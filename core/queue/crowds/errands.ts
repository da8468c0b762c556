/**
 * Runs errands to clinics, several at once and few at a time for one: a server that is slow, and a flood of one
 * clinic's, hold up that clinic alone. Of one clinic the senders go by turns, so that many of one hold up nobody else's.
 */
export type Errand = {
  clinic: string;
  sender: string;
  /** Never throws. `waitedMs`: for how long it has waited. */
  run(waitedMs: number): Promise<void>;
  /** It will not run here, since this process stops; never throws either. */
  giveUp(): Promise<void>;
};

export type ErrandsOptions = {
  /** So many at once. */
  most: number;
  mostOfClinic: number;
  /** What has waited for longer is dropped: whoever added it will do so again. */
  keepMs: number;
};

type Waiting = Errand & {
  since: number;
  /** So many of the same sender's were before it when it came. */
  rank: number;
};
type Clinic = {underWay: number; waiting: Waiting[]};

/** More of one clinic's are dropped: nobody could do them in time. */
const mostWaiting = 1000;

export class Errands {
  readonly #options: ErrandsOptions;
  /** Those that have something under way or waiting; whose turn it was last is the last one. */
  readonly #clinics = new Map<string, Clinic>();
  readonly #underWay = new Set<Promise<void>>();
  #isStopped = false;

  constructor(options: ErrandsOptions) {
    this.#options = options;
  }

  add(errand: Errand): void {
    const clinic = this.#clinics.get(errand.clinic) ?? {underWay: 0, waiting: []};
    this.#clinics.set(errand.clinic, clinic);
    clinic.waiting = clinic.waiting.filter(one => this.#isInTime(one));
    const {waiting} = clinic;
    if (waiting.length >= mostWaiting) return;
    const rank = waiting.filter(({sender}) => sender === errand.sender).length;
    const place = waiting.findIndex(one => one.rank > rank);
    waiting.splice(place < 0 ? waiting.length : place, 0, {...errand, since: performance.now(), rank});
    this.#begin();
  }

  /** Gives up those that wait; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const waiting = [...this.#clinics.values()].flatMap(clinic => clinic.waiting.splice(0));
    const inTime = waiting.filter(one => this.#isInTime(one));
    await Promise.all([...this.#underWay, ...inTime.map(one => one.giveUp())]);
  }

  #isInTime({since}: Waiting): boolean {
    return performance.now() - since < this.#options.keepMs;
  }

  #begin(): void {
    while (!this.#isStopped && this.#underWay.size < this.#options.most) {
      const name = this.#nextClinic();
      const clinic = name === undefined ? undefined : this.#clinics.get(name);
      const next = clinic?.waiting.shift();
      if (!clinic || !next) return;
      this.#clinics.delete(next.clinic);
      this.#clinics.set(next.clinic, clinic);
      if (this.#isInTime(next)) this.#run(next, clinic);
      else this.#forgetIdle(next.clinic, clinic);
    }
  }

  #run(errand: Waiting, clinic: Clinic): void {
    clinic.underWay++;
    const running = errand.run(performance.now() - errand.since).finally(() => {
      clinic.underWay--;
      this.#underWay.delete(running);
      this.#forgetIdle(errand.clinic, clinic);
      this.#begin();
    });
    this.#underWay.add(running);
  }

  #forgetIdle(name: string, {underWay, waiting}: Clinic): void {
    if (underWay === 0 && waiting.length === 0) this.#clinics.delete(name);
  }

  /** Whose turn it is: of those with the fewest under way the one that has waited longest for a turn. */
  #nextClinic(): string | undefined {
    let next: string | undefined;
    let fewest = this.#options.mostOfClinic;
    for (const [name, {underWay, waiting}] of this.#clinics) {
      if (waiting.length === 0 || underWay >= fewest) continue;
      next = name;
      fewest = underWay;
    }
    return next;
  }
}
