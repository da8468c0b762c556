/**
 * The clinics as their files say now. A file that changes is live at once, one that is deleted takes its clinic
 * along; one that is wrong changes nothing: the clinic stays as it was last right, and the log says every mistake.
 * A clinic that was handed out never changes, so a turn ends with the clinic it began with.
 */
import {type FSWatcher, statSync, watch} from 'node:fs';
import {join} from 'node:path';
import type {Log} from '../log.ts';
import type {Clinic, ClinicsById} from './clinic.ts';
import {listClinics, loadClinics, pathOf, readClinic} from './load-clinics.ts';

export type ClinicBookOptions = {
  dir: string | URL;
  log: Log;
  /** How often the files are looked at, in milliseconds, wherever the system does not tell of a change. */
  lookMs?: number;
};

/** An editor writes a file in several steps: they are waited for. */
const settleMs = 100;

export class ClinicBook implements ClinicsById {
  readonly #folder: string;
  readonly #log: Log;
  readonly #lookMs: number;
  #clinics = new Map<string, Clinic>();
  /** What tells one state of a file from the next, by clinic. */
  #stamps = new Map<string, string>();
  #watcher: FSWatcher | undefined;
  #looking: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor({dir, log, lookMs = 5000}: ClinicBookOptions) {
    this.#folder = pathOf(dir);
    this.#log = log;
    this.#lookMs = lookMs;
  }

  /** Reads every clinic, then keeps looking. Throws as `loadClinics` does: nobody starts with a wrong file. */
  start(): this {
    this.#stamps = stampsOf(this.#folder); // before the files: a change in between is read once more
    this.#clinics = new Map(loadClinics(this.#folder));
    this.#looking = setInterval(() => this.#look(), this.#lookMs).unref();
    this.#watch();
    return this;
  }

  /** Looks no more; the clinics stay. */
  stop(): void {
    this.#watcher?.close();
    clearInterval(this.#looking);
    clearTimeout(this.#settling);
  }

  get(id: string): Clinic | undefined {
    return this.#clinics.get(id);
  }

  get size(): number {
    return this.#clinics.size;
  }

  has(id: string): boolean {
    return this.#clinics.has(id);
  }

  values(): MapIterator<Clinic> {
    return this.#clinics.values();
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#folder, {persistent: false}, () => this.#lookSoon());
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch (error) {
      this.#log.debug({error}, 'clinics.unwatched'); // not every system can; looking every few seconds does
    }
  }

  #lookSoon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#look();
    }, settleMs).unref();
  }

  #look(): void {
    let stamps: Map<string, string>;
    try {
      stamps = stampsOf(this.#folder);
    } catch (error) {
      this.#log.debug({error}, 'clinics.unreadable'); // a file or the folder is being replaced
      return;
    }
    // A folder without a single clinic is one that is not mounted, rather than one that closed them all.
    if (stamps.size === 0) return;
    const before = this.#stamps;
    this.#stamps = stamps;
    for (const id of before.keys()) if (!stamps.has(id)) this.#remove(id);
    for (const [id, stamp] of stamps) if (before.get(id) !== stamp) this.#reread(id);
  }

  #remove(id: string): void {
    if (this.#clinics.delete(id)) this.#log.info({clinic: id}, 'clinic.removed');
  }

  #reread(id: string): void {
    const reading = readClinic(this.#folder, id);
    if ('clinic' in reading) {
      this.#clinics.set(id, reading.clinic);
      this.#log.info({clinic: id}, 'clinic.loaded');
      return;
    }
    const {mistakes} = reading;
    this.#log.error({clinic: id, count: mistakes.length, reason: mistakes.join('; ')}, 'clinic.refused');
  }
}

function stampsOf(folder: string): Map<string, string> {
  return new Map(
    listClinics(folder).map(id => {
      const {mtimeMs, size, ino} = statSync(join(folder, `${id}.json`));
      return [id, `${mtimeMs} ${size} ${ino}`];
    }),
  );
}
