/** How long the event loop of an attacked process was held since it was last asked. */
import {z} from 'zod';
import type {StartedPart} from '../bench/parts.ts';

const Held = z.object({p99: z.number(), p999: z.number(), max: z.number()});
const Lag = z.object({lag: Held, own: Held, cpuMs: z.number()});
export type Lag = z.infer<typeof Lag>;

/** To be loaded into it. */
export const lagProbe = ['--import', './scripts/lab/attack/lag-probe.js'] as const;

export async function readLag(web: StartedPart): Promise<Lag> {
  const measured = web.said('lag.measured');
  web.part.signal('SIGUSR2');
  return Lag.parse(await measured);
}

export function tellLag({lag, own}: Lag): string {
  return (
    `event loop held by its own work p99 ${own.p99}, p99.9 ${own.p999}, at most ${own.max} ms; ` +
    `with what others on this machine took p99 ${lag.p99}, at most ${lag.max} ms`
  );
}
