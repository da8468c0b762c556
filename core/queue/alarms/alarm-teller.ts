/**
 * Tells a clinic that asked for it, by a signed POST, that its guard has spoken: at once by the process that accepted the
 * message; where that fails, every half a minute by any process, until the clinic has answered with 2xx or a day has
 * passed. What the visitor wrote is in it only where the clinic has asked for that as well. Many of one sender's are told
 * together: see `core/queue/crowds/crowd.ts`.
 */
import type {ClinicsById} from '../../clinics/clinic.ts';
import type {Log} from '../../log.ts';
import {Loop} from '../../loop.ts';
import {tellSigned} from '../../post-signed.ts';
import type {Redis} from '../../redis/connection.ts';
import {Teller} from '../crowds/teller.ts';
import {type Alarm, alarms} from './alarms.ts';

export type AlarmTellerDeps = {
  redis: Redis;
  log: Log;
  clinics: ClinicsById;
  /** Signs what is told. */
  secret: string | undefined;
  /** Between two looks at what is due, in milliseconds. */
  everyMs?: number;
  /** Until the next try, in milliseconds; longer than a try can take. */
  againMs?: number;
  /** Between two times that many of one sender's are told together. */
  pauseMs?: number;
};

export class AlarmTeller {
  readonly #deps: AlarmTellerDeps;
  readonly #loop: Loop;
  readonly #teller: Teller<Alarm>;

  constructor(deps: AlarmTellerDeps) {
    this.#deps = deps;
    const {redis, log, everyMs = 2000, againMs = 30_000, pauseMs = 60_000} = deps;
    const pace = {againMs, pauseMs};
    const tell = (alarm: Alarm, further: number) => this.#isOver(alarm, further);
    this.#teller = new Teller({redis, log, source: alarms, pace, tell});
    this.#loop = new Loop({name: 'alarms', log, everyMs, step: () => this.#look()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), this.#teller.stop()]);
  }

  /** An alarm has just been accepted. */
  hasten(): void {
    this.#loop.hasten(0);
  }

  /** Costs nothing where no clinic wants to be told. */
  async #look(): Promise<void> {
    if ([...this.#deps.clinics.values()].some(({guard}) => guard?.notify)) await this.#teller.look();
  }

  /** Is there nothing left to do about it? */
  async #isOver(alarm: Alarm, further: number): Promise<boolean> {
    const {clinics, secret} = this.#deps;
    const {message, channel, session, clinic, kind, atMs, text} = alarm;
    const notify = clinics.get(clinic)?.guard?.notify;
    if (!notify) return true;
    const log = this.#deps.log.child({message, channel});
    const told = {
      event: 'guard',
      kind,
      message_id: message,
      session_id: session,
      channel,
      clinic_id: clinic,
      at: new Date(atMs).toISOString(),
      ...(further > 0 && {further}),
      ...(notify.words && text !== undefined && {text}),
    };
    return tellSigned(log, 'alarm', {url: notify.url, secret}, told);
  }
}
