/**
 * Tells whoever is at `DESK_ALERT_URL`, by a signed POST, that a conversation has waited for a person for too long: which,
 * why and since when, no word of it. Once for each time that it needs one; where that fails every half a minute, by any
 * process, until it was answered with 2xx, somebody has come, or a day has passed.
 */
import {keys} from '../../keys.ts';
import type {Log} from '../../log.ts';
import {Loop} from '../../loop.ts';
import {tellSigned} from '../../post-signed.ts';
import type {Redis} from '../../redis/connection.ts';
import {nextDue} from '../../redis/next-due.ts';
import {parseConversation} from './forget-expired.ts';

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
};

const dayMs = 86_400_000;

export class DeskAlerter {
  readonly #deps: DeskAlerterDeps;
  readonly #loop: Loop;

  constructor(deps: DeskAlerterDeps) {
    this.#deps = deps;
    const {log, everyMs = 5000} = deps;
    this.#loop = new Loop({name: 'desk-alerts', log, everyMs, step: () => this.#tellAll()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async #tellAll(): Promise<void> {
    const {redis, afterMs, againMs = 30_000} = this.#deps;
    while (!this.#loop.stopping) {
      const member = await nextDue(redis, keys.unattended, againMs, afterMs);
      if (member === null) return;
      if (await this.#isOver(member)) await redis.run(client => client.zRem(keys.unattended, member));
    }
  }

  /** Is there nothing left to tell of it? */
  async #isOver(member: string): Promise<boolean> {
    const {redis, log, url, secret, afterMs} = this.#deps;
    const conversation = parseConversation(member);
    if (!conversation) return true;
    const {channel, session} = conversation;
    const [since, [clinic, reason]] = await redis.run(client =>
      Promise.all([
        client.zScore(keys.needing, member),
        client.hmGet(keys.session(channel, session), ['clinic', 'needs']),
      ]),
    );
    if (since === null || Date.now() - since > afterMs + dayMs) return true;
    const told = {
      event: 'desk_waiting',
      session_id: session,
      channel,
      clinic_id: clinic ?? null,
      reason: reason ?? null,
      since: new Date(since).toISOString(),
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
