/**
 * Tells whoever is at `DESK_ALERT_URL`, by a signed POST, that a conversation has waited for a person for too long: which,
 * why and since when, no word of it. Once for each time that it needs one; where that fails every half a minute, by any
 * process, until it was answered with 2xx, somebody has come, or a day has passed. Many of one sender's, or of one clinic's, are
 * told together: see `core/queue/crowds/crowd.ts`.
 */
import type {Log} from '../../log.ts';
import {Loop} from '../../loop.ts';
import {tellSigned} from '../../post-signed.ts';
import type {Redis} from '../../redis/connection.ts';
import {Teller} from '../crowds/teller.ts';
import {type Unattended, unattended} from './unattended.ts';

export type DeskAlerterDeps = {
  redis: Redis;
  log: Log;
  url: string;
  secret: string | undefined;
  /** How long a conversation may wait, in milliseconds. */
  afterMs: number;
  /** Between two looks, in milliseconds. */
  everyMs?: number;
  /** Until the next try, in milliseconds; longer than a try can take. */
  againMs?: number;
  /** Between two times that a clinic's crowd is told of, in milliseconds. */
  pauseMs?: number;
};

export class DeskAlerter {
  readonly #deps: DeskAlerterDeps;
  readonly #loop: Loop;
  readonly #teller: Teller<Unattended>;

  constructor(deps: DeskAlerterDeps) {
    this.#deps = deps;
    const {redis, log, afterMs, everyMs = 5000, againMs = 30_000, pauseMs = 60_000} = deps;
    const pace = {againMs, pauseMs, afterMs};
    const tell = (waiting: Unattended, further: number) => this.#isOver(waiting, further);
    const teller = new Teller({redis, log, source: unattended, pace, tell});
    this.#teller = teller;
    this.#loop = new Loop({name: 'desk-alerts', log, everyMs, step: () => teller.look()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#loop.stop(), this.#teller.stop()]);
  }

  /** Is there nothing left to tell of it? */
  async #isOver({channel, session, clinic, reason, atMs}: Unattended, further: number): Promise<boolean> {
    const {log, url, secret} = this.#deps;
    const told = {
      event: 'desk_waiting',
      session_id: session,
      channel,
      clinic_id: clinic,
      reason,
      since: new Date(atMs).toISOString(),
      ...(further > 0 && {further}),
    };
    return tellSigned(log.child({channel}), 'desk', {url, secret}, told);
  }
}

/** Nothing where nobody is to be told. */
export function startDeskAlerts(
  deps: {redis: Redis; log: Log},
  {url, ...rest}: {url: string | undefined; secret: string | undefined; afterMs: number},
): DeskAlerter | undefined {
  return url === undefined ? undefined : new DeskAlerter({...deps, ...rest, url}).start();
}
