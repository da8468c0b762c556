/** What a clinic's file may have, member by member, as docs/clinics.md shows it: written from the schema that reads it. */
import {z} from 'zod';
import {ClinicFile} from '../../core/clinics/clinic.ts';

type Told = Exclude<z.core.JSONSchema._JSONSchema, boolean>;

export type Member = {path: string; is: string; isNeeded: boolean; description: string};

/** In the order of the file. */
export function clinicMembers(): Member[] {
  const schema = z.toJSONSchema(ClinicFile, {io: 'input', unrepresentable: 'any', reused: 'inline'});
  return [...membersOf(schema, '')];
}

const [begin, end] = ['<!-- written by npm run format -->', '<!-- end of it -->'];

/** The page with the table as it must be. */
export function withReference(page: string): string {
  const [before = '', rest = ''] = page.split(begin);
  const [, after = ''] = rest.split(end);
  return `${before}${begin}\n\n${table()}\n\n${end}${after}`;
}

/** Days of the week are told once, and so are hours. */
function table(): string {
  const rows = clinicMembers()
    .filter(({path}) => !/(?:tues|wednes|thurs|fri|satur|sun)day$|^locations\[\]\.hours\./.test(path))
    .map(({path, is, isNeeded, description}) => {
      const name = `\`${path.replace(/monday$/, 'monday` … `sunday')}\``;
      return `| ${isNeeded ? `**${name}**` : name} | ${is} | ${description} |`;
    });
  return ['| member | is | |', '|---|---|---|', ...rows].join('\n');
}

function* membersOf({properties = {}, required = []}: Told, above: string): Generator<Member> {
  for (const [name, told] of Object.entries(properties)) {
    if (typeof told === 'boolean') continue;
    const path = `${above}${name}`;
    yield {path, is: kindOf(told), isNeeded: required.includes(name), description: told.description ?? ''};
    yield* membersOf(told, `${path}.`);
    yield* membersOf(schemaOf(told.items), `${path}[].`);
    yield* membersOf(schemaOf(told.additionalProperties), `${path}.{language}.`);
  }
}

function kindOf(told: Told): string {
  const {type, minimum, maximum, maxLength, maxItems} = told;
  if (told.enum) return told.enum.map(word => `\`${word}\``).join(', ');
  if (type === 'integer') return `whole number, ${minimum} to ${maximum?.toLocaleString('en')}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'string') return maxLength === undefined ? 'text' : `text, at most ${maxLength} characters`;
  if (type === 'array') return maxItems === undefined ? 'list' : `list, at most ${maxItems}`;
  const byName = schemaOf(told.additionalProperties);
  return byName.type ? `by name: ${byName.properties ? 'members' : kindOf(byName)}` : 'members';
}

function schemaOf(told: Told | boolean | (Told | boolean)[] | undefined): Told {
  return typeof told === 'object' && !Array.isArray(told) ? told : {};
}
