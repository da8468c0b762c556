/** How often the guards of all clinics have spoken: counted with the message, for ever, and read for health. */
import {z} from 'zod';
import {type Channel, channels, keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';

const Heard = z.object({
  kind: z.enum(['emergency', 'urgent']),
  /** Of the visitor's words, as the guard took them; `either` where it could be both. */
  language: z.string(),
  channel: z.enum(channels),
  count: z.coerce.number().int(),
});
export type AlarmsHeard = z.infer<typeof Heard>;

/** The field that counts one. */
export function heardField(kind: string, language: string, channel: Channel): string {
  return `${kind} ${language} ${channel}`;
}

/** What cannot be read, because a later version counts otherwise, is left out. */
export async function readAlarmsHeard(redis: Redis): Promise<AlarmsHeard[]> {
  const counts = await redis.run(client => client.hGetAll(keys.alarmsHeard));
  return Object.entries(counts)
    .sort()
    .flatMap(([field, count]) => {
      const [kind, language, channel] = field.split(' ');
      return Heard.safeParse({kind, language, channel, count}).data ?? [];
    });
}
