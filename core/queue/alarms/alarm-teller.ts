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
import {type Alarm, nextAlarm, nextOfCrowd} from './next-alarm.ts';

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

/** So many clinics are told at once: one whose server is slow holds up no other. */
const lanes = 8;
const crowdLanes = 2;
const dayMs = 86_400_000;

export class AlarmTeller {
  readonly #deps: AlarmTellerDeps;
  readonly #loop: Loop;

  constructor(deps: AlarmTellerDeps) {
    this.#deps = deps;
    const {log, everyMs = 2000} = deps;
    this.#loop = new Loop({name: 'alarms', log, everyMs, step: () => this.#tellAll()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** An alarm has just been accepted. */
  hasten(): void {
    this.#loop.hasten(0);
  }

  /** Costs nothing where no clinic wants to be told. */
  async #tellAll(): Promise<void> {
    const wanted = [...this.#deps.clinics.values()].some(({guard}) => guard?.notify);
    if (!wanted) return;
    const times = (length: number, next: typeof nextAlarm) =>
      Array.from({length}, () => this.#tellInTurn(next));
    await Promise.all([...times(lanes, nextAlarm), ...times(crowdLanes, nextOfCrowd)]);
  }

  async #tellInTurn(next: typeof nextAlarm): Promise<void> {
    const {redis, againMs = 30_000, pauseMs = 60_000} = this.#deps;
    while (!this.#loop.stopping) {
      const alarm = await next(redis, {againMs, pauseMs});
      if (!alarm) return;
      if (alarm !== 'gone' && (await this.#isOver(alarm))) await alarm.done();
    }
  }

  /** Is there nothing left to do about it? */
  async #isOver(alarm: Alarm): Promise<boolean> {
    const {clinics, secret} = this.#deps;
    const {message, channel, session, clinic, kind, saidAtMs, text, further} = alarm;
    const notify = clinics.get(clinic)?.guard?.notify;
    if (!notify || Date.now() - saidAtMs > dayMs) return true;
    const log = this.#deps.log.child({message, channel});
    const told = {
      event: 'guard',
      kind,
      message_id: message,
      session_id: session,
      channel,
      clinic_id: clinic,
      at: new Date(saidAtMs).toISOString(),
      ...(further > 0 && {further}),
      ...(notify.words && text !== undefined && {text}),
    };
    return tellSigned(log, 'alarm', {url: notify.url, secret}, told);
  }
}
