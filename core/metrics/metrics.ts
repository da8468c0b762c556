/**
 * What Prometheus is told. What Redis knows, all processes count together and each can tell: the same wherever it is
 * asked. What is of the process itself (sockets, memory, event loop) is its own. Without Redis the latter is still told.
 */
import {Counter, collectDefaultMetrics, Gauge, Registry} from 'prom-client';
import type {Redis} from '../redis/connection.ts';
import {readShared} from './shared.ts';

export type Metrics = {contentType: string; render(): Promise<string>};

/** A number of the process itself, asked for when it is told. */
export type OwnGauge = {name: string; help: string; read: () => number};

export function createMetrics({redis, own}: {redis: Redis; own: readonly OwnGauge[]}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({register: registry});
  for (const {name, help, read} of own) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
  new Counter({
    name: 'plaintalk_redis_calls_total',
    help: 'Commands and scripts of this process',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(redis.calls.count);
    },
  });
  new Counter({
    name: 'plaintalk_redis_call_seconds_total',
    help: 'How long this process waited for them, in all',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(redis.calls.ms / 1000);
    },
  });
  return {
    contentType: registry.contentType,
    render: async () => {
      const [of, shared] = await Promise.all([registry.metrics(), readShared(redis)]);
      return `${of}\n${shared}`;
    },
  };
}
