/** What the names of a script stand for in Lua: keys and arguments by their positions, constants by themselves. */
export type Text = string | number | boolean | undefined;
/** One text, `undefined` is sent as ''; a number arrives as one, '' as nil; a list arrives as a table. */
export type Argument<I> =
  | ((input: I, seal: Seal) => Text)
  | {kind: 'number'; of: (input: I) => number | undefined}
  | {kind: 'list'; of: (input: I, seal: Seal) => readonly Text[]};
/** Seals a text for a field of what the input owns, or of another owner of the same clinic. */
export type Seal = (field: string, text: string, owner?: string) => string;
export type Key<I> = ((input: I) => string) | {kind: 'keys'; of: (input: I) => readonly string[]};
export type Constant = string | number | readonly Constant[] | {readonly [name: string]: Constant};

/** What a name of the Lua stands for, and what the header must say first. */
export type Name = {name: string; is: string; header?: string};

export function nameKey<I>([name, key]: [string, Key<I>], i: number): Name {
  if (typeof key === 'function') return {name: `keys.${name}`, is: `KEYS[${i + 1}]`};
  const is = `keys_${name}`;
  return {name: `keys.${name}`, is, header: `local ${is} = {unpack(KEYS, ${i + 1})}`};
}

export function nameArguments<I>(args: readonly [string, Argument<I>][]): Name[] {
  let at = String(args.findIndex(([, argument]) => isList(argument)) + 1);
  return args.map(([key, argument], i) => {
    const name = `args.${key}`;
    const is = `args_${key}`;
    if (typeof argument === 'function') return {name, is: `ARGV[${i + 1}]`};
    if (argument.kind === 'number') return {name, is, header: `local ${is} = tonumber(ARGV[${i + 1}])`};
    if (i === args.length - 1) return {name, is, header: `local ${is} = {unpack(ARGV, ${at})}`};
    const header = `local ${is} = {unpack(ARGV, ${at} + 1, ${at} + ARGV[${at}])}`;
    at = `${at} + 1 + #${is}`;
    return {name, is, header};
  });
}

/** Where it is spoken of: a table is made only when it is needed. */
export function nameConstant([name, value]: [string, Constant]): Name {
  return {name: `constants.${name}`, is: `(${luaOf(value)})`};
}

export function isList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind !== 'number';
}

function luaOf(value: Constant): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `{${value.map(luaOf).join(', ')}}`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${name} = ${luaOf(item)}`)
    .join(', ')}}`;
}
