/** What may happen to a system in a year, in a few seconds. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Random} from './random.ts';
import type {Build, Member, System} from './system.ts';
import {ask} from './visitor.ts';

export type Fault = {
  kind: 'kill' | 'stop' | 'redis-kill' | 'redis-stop' | 'replace';
  target: string;
  durationMs?: number;
  /** What the target is started from instead. */
  build?: Build;
};

/** Does it, and undoes it after its time where it is one that passes. */
export async function strike(system: System, {kind, target, durationMs = 0, build}: Fault): Promise<void> {
  switch (kind) {
    case 'kill':
      return find(system, target).signal('SIGKILL');
    case 'stop':
      find(system, target).signal('SIGSTOP');
      await sleep(durationMs);
      return find(system, target).signal('SIGCONT');
    case 'replace':
      if (!build) throw new TypeError('A process is replaced by one of some build');
      return find(system, target).replace(build);
    case 'redis-kill':
      await system.killRedis();
      await sleep(durationMs);
      await system.startRedis();
      return timeRecovery(system);
    case 'redis-stop':
      system.signalRedis('SIGSTOP');
      await sleep(durationMs);
      return system.signalRedis('SIGCONT');
  }
}

/** Until requests are answered from Redis again: an unknown message is 404 then, and no longer 503. */
async function timeRecovery(system: System): Promise<void> {
  const begin = performance.now();
  const url = `${system.urls[0]}/apps/voice-api/widget-poll/AAAAAAAAAAAAAAAAAAAAAA`;
  while ((await ask(url))?.status !== 404) await sleep(10);
  system.recoveries.push(performance.now() - begin);
}

function find(system: System, name: string): Member {
  const member = [...system.webs, ...system.workers].find(one => one.name === name);
  if (!member) throw new Error(`There is no ${name}`);
  return member;
}

/** SIGKILL and SIGSTOP in turn, of workers mostly, `everyMs` apart on average. */
export function processFaults(options: {webs: number; workers: number; everyMs: number}) {
  let kills = false;
  return (random: Random): {fault: Fault; afterMs: number} => {
    kills = !kills;
    const web = random.chance(0.2);
    const target = web ? `web.${random.int(options.webs)}` : `worker.${random.int(options.workers)}`;
    const fault: Fault = kills
      ? {kind: 'kill', target}
      : {kind: 'stop', target, durationMs: 300 + random.int(900)};
    return {fault, afterMs: options.everyMs * (0.5 + random.next())};
  };
}

/** Workers paused for longer than their claims last, `everyMs` apart on average: each wakes up without them. */
export function longPauses(options: {workers: number; everyMs: number}) {
  return (random: Random): {fault: Fault; afterMs: number} => ({
    fault: {kind: 'stop', target: `worker.${random.int(options.workers)}`, durationMs: 800 + random.int(700)},
    afterMs: options.everyMs * (0.5 + random.next()),
  });
}

/** Redis killed and started again, `everyMs` apart on average. */
export function redisKills(everyMs: number) {
  return (random: Random): {fault: Fault; afterMs: number} => ({
    fault: {kind: 'redis-kill', target: 'redis', durationMs: 100 + random.int(900)},
    afterMs: everyMs * (0.5 + random.next()),
  });
}
