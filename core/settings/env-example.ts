/** `.env.example`, written from what the settings say of themselves. */
import type {z} from 'zod';
import type {Settings} from './settings.ts';

const columns = 116;

/** By the last word of a variable's name. */
const units: Record<string, string> = {MS: ' ms', SECONDS: ' s', PERCENT: ' %', CHARS: ' characters'};

const head =
  'Every setting that there is, with its default. Copy to .env, or set them where you deploy; empty means default. ' +
  'Durations and sizes say their unit in the name. Written by `npm run format` from what the code says of each.';

export function envExample(groups: readonly Settings<unknown>[]): string {
  return [comment(head), ...groups.map(section)].map(lines => `${lines.join('\n')}\n`).join('\n');
}

function section({title, variables}: Settings<unknown>): string[] {
  return [`# --- ${title} `.padEnd(columns, '-'), ...Object.entries(variables).flatMap(told)];
}

function told([name, schema]: [string, z.ZodType]): string[] {
  const {description = '', written = '', range} = schema.meta() ?? {};
  const unit = units[name.split('_').at(-1) ?? ''] ?? '';
  return [...comment(range ? `${description} ${range}${unit}.` : description), `${name}=${written}`];
}

/** Broken between words. */
function comment(text: string): string[] {
  const lines = text.match(new RegExp(`\\S.{0,${columns - 3}}(?= |$)`, 'g')) ?? [];
  return lines.map(line => `# ${line}`);
}
