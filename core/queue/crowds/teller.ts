/**
 * Tells clinics what is due of one kind, those that are told alone and crowds beside each other: see `errands.ts`. Whoever
 * looks for what is due waits for no clinic's server; what is not told is due again, for any process.
 */
import type {Log} from '../../log.ts';
import {type Due, type DueDeps, type Subject, takeAlone, takeCrowd} from './due.ts';
import {Errands} from './errands.ts';

export type TellerDeps<S extends Subject> = DueDeps<S> & {
  log: Log;
  /** Tells it, within a deadline of its own. Is there nothing left to do about it? */
  tell(subject: S, further: number): Promise<boolean>;
};

export class Teller<S extends Subject> {
  readonly #deps: TellerDeps<S>;
  readonly #alone: Errands;
  readonly #crowds: Errands;
  #isStopped = false;

  constructor(deps: TellerDeps<S>) {
    this.#deps = deps;
    const keepMs = deps.pace.againMs * 0.9;
    this.#alone = new Errands({most: 8, mostOfClinic: 2, keepMs});
    this.#crowds = new Errands({most: 2, mostOfClinic: 1, keepMs});
  }

  /** Begins all that is due, or has it wait until it may. */
  async look(): Promise<void> {
    await Promise.all([this.#take(takeAlone, this.#alone), this.#take(takeCrowd, this.#crowds)]);
  }

  /** Begins no more; resolves when what is under way was told or has failed. What waits is due at once for others. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#alone.stop(), this.#crowds.stop()]);
  }

  async #take(
    take: (deps: TellerDeps<S>) => Promise<Due<S> | 'gone' | null>,
    errands: Errands,
  ): Promise<void> {
    while (!this.#isStopped) {
      const due = await take(this.#deps);
      if (!due) return;
      if (due === 'gone') continue;
      const {clinic, sender} = due;
      errands.add({
        clinic,
        sender,
        run: waitedMs => this.#try(() => this.#tell(due, waitedMs)),
        giveUp: () => this.#try(() => due.giveUp()),
      });
    }
  }

  async #tell(due: Due<S>, waitedMs: number): Promise<void> {
    const told = await due.begin(waitedMs);
    if (told && (await this.#deps.tell(told.subject, told.further))) await told.done();
  }

  /** What fails is due again by itself. */
  async #try(step: () => Promise<unknown>): Promise<void> {
    await step().catch(error => this.#deps.log.debug({error}, 'telling.interrupted'));
  }
}
