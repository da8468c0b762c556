/**
 * A Lua script as a value: the names of its keys, arguments, constants and answers are declared once, beside its
 * caller, and its Lua speaks of them by name: `keys.message`, `args.attempt`, `constants.bounds`. The names become
 * positions by `names.ts` and nowhere else; a name that is not declared is refused, and so is an answer.
 *
 * Not Redis Functions: a library has one name in the server, so the old and the new processes of a rolling deploy would
 * share one version. A script goes by its digest, and is each process's own.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {plainSealer, type SealContext, type Sealer} from '../seal.ts';
import type {Redis, RedisClient} from './connection.ts';
import {
  type Argument,
  type Constant,
  isList,
  type Key,
  type Name,
  nameArguments,
  nameConstant,
  nameKey,
  type Seal,
  type Text,
} from './names.ts';
import {type AnswerOf, type Answers, ScriptError} from './replies.ts';

/** Lua that several scripts share, with the names that it needs. Of those only what a script speaks of is sent. */
export type Prelude<I> = {
  lua: string;
  uses?: readonly Prelude<I>[];
  keys?: Readonly<Record<string, Key<I>>>;
  args?: Readonly<Record<string, Argument<I>>>;
  constants?: Readonly<Record<string, Constant>>;
};

type Declaration<I, A extends Answers> = Prelude<I> & {
  name: string;
  answers: A;
  /** Whose the texts are that it seals. */
  owner?: (input: I) => SealContext;
  /** Does it bring something new? Then a full server refuses it. All others end, move or erase what was accepted. */
  accepts?: true;
};

const nobody: SealContext = {clinic: '', owner: ''};

/** How the Lua speaks of a name. */
const spoken = /\b(?:keys|args|constants)\.\w+/g;

export const number = <I>(of: (input: I) => number | undefined) => ({kind: 'number', of}) as const;
export const list = <I>(of: (input: I, seal: Seal) => readonly Text[]) => ({kind: 'list', of}) as const;
export const keyList = <I>(of: (input: I) => readonly string[]) => ({kind: 'keys', of}) as const;

/** The text of a Lua file that stands beside its caller: `lua(import.meta.url, 'enqueue.lua')`. */
export function lua(base: string, file: string): string {
  return readFileSync(new URL(file, base), 'utf8');
}

/** `defineScript<Input>()({…})`: the input is named, the answers are inferred. */
export function defineScript<I>() {
  return <const A extends Answers>(declaration: Declaration<I, A>) => new Script<I, A>(declaration);
}

export class Script<I, A extends Answers = Answers> {
  readonly name: string;
  /** Names that are declared beside the script, and that its Lua never speaks of. */
  readonly unused: readonly string[];
  readonly #answers: A;
  readonly #accepts: boolean;
  readonly #owner: ((input: I) => SealContext) | undefined;
  readonly #keys: [string, Key<I>][];
  readonly #args: [string, Argument<I>][];
  readonly #keyOf: readonly Key<I>[];
  readonly #argumentOf: readonly Argument<I>[];
  readonly #constants: [string, Constant][];
  readonly #body: string;
  #compiled: {text: string; sha: string} | undefined;

  constructor(declaration: Declaration<I, A>) {
    const parts = [...preludesOf(declaration), declaration];
    this.name = declaration.name;
    this.#answers = declaration.answers;
    this.#accepts = declaration.accepts ?? false;
    this.#owner = declaration.owner;
    this.#body = parts.map(part => part.lua).join('\n');
    const said = new Set(this.#body.match(spoken));
    const sent = <V>(kind: string, records: readonly (Readonly<Record<string, V>> | undefined)[]) =>
      Object.entries(Object.assign({}, ...records) as Record<string, V>)
        .filter(([name]) => said.has(`${kind}.${name}`))
        .sort(listsLast); // what comes after a list has no position of its own
    this.#keys = sent(
      'keys',
      parts.map(part => part.keys),
    );
    this.#args = sent(
      'args',
      parts.map(part => part.args),
    );
    this.#constants = sent(
      'constants',
      parts.map(part => part.constants),
    );
    this.#keyOf = this.#keys.map(([, key]) => key);
    this.#argumentOf = this.#args.map(([, argument]) => argument);
    this.unused = namesOf(declaration).filter(name => !said.has(name));
  }

  /** What Redis runs, and its digest; made when it is first needed. */
  get compiled(): {text: string; sha: string} {
    if (!this.#compiled) {
      const text = this.#compile();
      this.#compiled = {text, sha: createHash('sha1').update(text).digest('hex')};
    }
    return this.#compiled;
  }

  /** How many keys, KEYS and ARGV of a call, as Redis is sent them. On the way of every message: no lists are made. */
  encode(input: I, sealer = plainSealer): string[] {
    const context = this.#owner?.(input) ?? nobody;
    const seal: Seal = (field, text, owner = context.owner) =>
      sealer.seal(field, {clinic: context.clinic, owner}, text);
    const sent = [''];
    for (const key of this.#keyOf) {
      if (typeof key === 'function') sent.push(key(input));
      else for (const one of key.of(input)) sent.push(one);
    }
    sent[0] = String(sent.length - 1);
    for (const argument of this.#argumentOf) {
      if (typeof argument === 'function') sent.push(spell(argument(input, seal)));
      else if (argument.kind === 'number') sent.push(spell(argument.of(input)));
      else {
        const items = argument.of(input, seal);
        if (argument !== this.#argumentOf.at(-1)) sent.push(String(items.length)); // the last one ends with ARGV
        for (const item of items) sent.push(spell(item));
      }
    }
    return sent;
  }

  /** The answer by its declared fields. Throws `ScriptError` for a word that was not declared. */
  read(reply: unknown): AnswerOf<A> {
    const values: readonly unknown[] = Array.isArray(reply) ? reply : [];
    const status = values[0];
    const fields =
      typeof status === 'string' && Object.hasOwn(this.#answers, status) && this.#answers[status];
    if (!fields) throw new ScriptError(this.name, 'undeclared_answer');
    const answer: Record<string, unknown> = {status};
    let i = 1;
    for (const field in fields) answer[field] = fields[field]?.(values[i++]);
    return answer as AnswerOf<A>;
  }

  /** Two lines come first, so that the lines of an error in Redis' log are those of the files, two further down. */
  #compile(): string {
    const names: Name[] = [
      ...this.#keys.map(nameKey),
      ...nameArguments(this.#args),
      ...this.#constants.map(nameConstant),
    ];
    const positions = new Map(names.map(({name, is}) => [name, is]));
    const body = this.#body.replaceAll(spoken, name => {
      const position = positions.get(name);
      if (position === undefined) throw new TypeError(`The script ${this.name} declares no ${name}`);
      return position;
    });
    const header = names.flatMap(name => name.header ?? []).join('; ');
    return `#!lua${this.#accepts ? '' : ' flags=allow-oom'}\n${header}\n${body}`;
  }
}

/** One round trip. Throws what `Redis.run` throws, and `ScriptError`. */
export function call<I, A extends Answers>(
  redis: Pick<Redis, 'run' | 'sealer'>,
  script: Script<I, A>,
  input: I,
): Promise<AnswerOf<A>> {
  return redis.run(client => evaluate(client, script, input, redis.sealer));
}

/** The same on a client: several of them share a round trip. A server that does not know the script is sent its text. */
export async function evaluate<I, A extends Answers>(
  client: Pick<RedisClient, 'sendCommand'>,
  script: Script<I, A>,
  input: I,
  sealer?: Sealer,
): Promise<AnswerOf<A>> {
  const sent = script.encode(input, sealer);
  const {text, sha} = script.compiled;
  try {
    return script.read(await client.sendCommand(['EVALSHA', sha, ...sent]));
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return script.read(await client.sendCommand(['EVAL', text, ...sent]));
  }
}

/** Each once, what is used before what uses it. */
function preludesOf<I>({uses = []}: Prelude<I>): Prelude<I>[] {
  return [...new Set(uses.flatMap(used => [...preludesOf(used), used]))];
}

function namesOf<I>({keys = {}, args = {}, constants = {}}: Prelude<I>): string[] {
  return Object.entries({keys, args, constants}).flatMap(([kind, names]) =>
    Object.keys(names).map(name => `${kind}.${name}`),
  );
}

function listsLast([, one]: [string, unknown], [, other]: [string, unknown]): number {
  return Number(isList(one)) - Number(isList(other));
}

function spell(value: Text): string {
  if (typeof value === 'boolean') return value ? '1' : '';
  return value === undefined ? '' : String(value);
}
