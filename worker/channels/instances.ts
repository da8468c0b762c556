/**
 * Looks after our WhatsApp instances, one worker at a time: whether they are connected, which their webhook does not
 * tell reliably, and what they heard without telling us.
 */
import {z} from 'zod';
import {type ConnectionState, noteConnection} from '../../core/channels/connection.ts';
import {keys} from '../../core/keys.ts';
import {Loop} from '../../core/loop.ts';
import {takeLease} from '../../core/redis/lease.ts';
import {type CatchUpDeps, catchUp} from './catch-up.ts';

export type InstancesDeps = CatchUpDeps & {
  /** The clinic of each instance. */
  instances: ReadonlyMap<string, string>;
  /** How often they are asked for their state, in milliseconds. */
  everyMs?: number;
  /** How often it is read what they heard, in milliseconds; and at once when one is connected again. */
  readEveryMs?: number;
};

const Answer = z.object({instance: z.object({state: z.enum(['open', 'connecting', 'close'])})});

/** What `keys.account` holds of it. */
const Known = z.object({state: z.string().optional(), read_at: z.coerce.number().optional()});

const askMs = 5000;
/** Messages may be stored some time after the second that they bear. */
const overlapMs = 120_000;
/** Older messages are not known as repeated any more, or nearly so. */
const longestMs = 20 * 3_600_000;

export class Instances {
  readonly #deps: Required<InstancesDeps>;
  readonly #loop: Loop;

  constructor(deps: InstancesDeps) {
    this.#deps = {everyMs: 30_000, readEveryMs: 180_000, ...deps};
    const {everyMs, log} = this.#deps;
    this.#loop = new Loop({name: 'instances', log, everyMs: everyMs / 2, step: () => this.#lookAfterAll()});
  }

  start(): this {
    this.#loop.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #lookAfterAll(): Promise<void> {
    const {redis, instances, everyMs, log} = this.#deps;
    if (!(await takeLease(redis, keys.maintaining, everyMs * 0.9))) return;
    for (const [instance, clinic] of instances) {
      await this.#lookAfter(instance, clinic).catch(error =>
        log.warn({instance, error}, 'instance.unattended'),
      );
    }
  }

  async #lookAfter(instance: string, clinic: string): Promise<void> {
    const {redis, log, readEveryMs} = this.#deps;
    const key = keys.account('whatsapp', instance);
    const [state, stored] = await Promise.all([
      this.#ask(instance),
      redis.run(client => client.hmGet(key, ['state', 'read_at'])),
    ]);
    const known = Known.parse({state: stored[0] ?? undefined, read_at: stored[1] ?? undefined});
    if (state !== known.state) {
      log[state === 'open' ? 'info' : 'error']({instance, status: state}, 'instance.changed');
    }
    await noteConnection(redis, 'whatsapp', {account: instance, state});
    if (state !== 'open') return; // and what has been read stays where it is
    const toMs = Date.now();
    const {read_at: readAt = toMs} = known; // from the first look on; what was before is not ours
    if (known.state === 'open' && known.read_at !== undefined && toMs - readAt < readEveryMs) return;
    const fromMs = Math.max(readAt - overlapMs, toMs - longestMs);
    if (known.read_at !== undefined) {
      const count = await catchUp(this.#deps, {instance, clinic, fromMs, toMs});
      log.debug({instance, count}, 'instance.read');
    }
    await redis.run(client => client.hSet(key, 'read_at', toMs));
  }

  /** An instance that does not say how it is, is not connected. */
  async #ask(instance: string): Promise<ConnectionState> {
    const {client, log} = this.#deps;
    try {
      const {body} = await client.get('instance/connectionState', instance, askMs);
      return Answer.safeParse(body).data?.instance.state ?? 'close';
    } catch (error) {
      log.debug({instance, error}, 'instance.silent');
      return 'close';
    }
  }
}
