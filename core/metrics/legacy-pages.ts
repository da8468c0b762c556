/**
 * Which pages still ask the legacy way: counted by day, clinic and page for as many days as an owner looks back, and no
 * more pages a day than anybody can read. A page is an origin and a path, never what stands behind it.
 */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';

export const daysKept = 30;
const mostPages = 200;
const dayMs = 86_400_000;

type Use = {clinic: string; page: string; at: number};

export const countPageScript = defineScript<Use>()({
  name: 'count-page',
  lua: lua(import.meta.url, 'count-page.lua'),
  keys: {day: ({at}) => keys.legacyPages(dayOf(at))},
  args: {field: ({clinic, page}) => `${clinic} ${page}`, other: ({clinic}) => `${clinic} other`},
  constants: {most: mostPages, keptSeconds: ((daysKept + 1) * dayMs) / 1000},
  answers: {counted: {}},
});

export async function countPage(redis: Redis, use: Use): Promise<void> {
  await call(redis, countPageScript, use);
}

export type LegacyPage = {clinic: string; page: string; uses: number; usesToday: number; lastOn: string};

/** Those of the last days, the latest and most used first; one round trip. */
export async function readLegacyPages(redis: Redis, at: number): Promise<LegacyPage[]> {
  const days = Array.from({length: daysKept}, (_, i) => dayOf(at - i * dayMs));
  const counts = await redis.run(client =>
    Promise.all(days.map(day => client.hGetAll(keys.legacyPages(day)))),
  );
  const pages = new Map<string, LegacyPage>();
  for (const [i, fields] of counts.entries()) {
    for (const [field, count] of Object.entries(fields)) {
      const [clinic = '', page = ''] = field.split(' ');
      // From today backwards: the first day that knows of it is the last one that it was used on.
      const known = pages.get(field) ?? {clinic, page, uses: 0, usesToday: 0, lastOn: days[i] ?? ''};
      known.uses += Number(count);
      if (i === 0) known.usesToday = Number(count);
      pages.set(field, known);
    }
  }
  return [...pages.values()].sort((a, b) => b.lastOn.localeCompare(a.lastOn) || b.uses - a.uses);
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
