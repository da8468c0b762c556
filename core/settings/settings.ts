/** Settings of one owner: the environment variables that they are written as, and what the owner makes of those. */
import {z} from 'zod';

/** The environment, without what is empty. */
export type Given = Readonly<Record<string, string>>;

/** By name; made by the functions of `variable.ts`. */
export type Variables = Readonly<Record<string, z.ZodType>>;
type Values<V extends Variables> = {[Name in keyof V]: z.output<V[Name]>};

export type Settings<Value, V extends Variables = Variables> = {
  title: string;
  variables: V;
  /** A line for each; values are not repeated in it, since some are secrets. */
  mistakesIn(given: Given): string[];
  /** Frozen. Throws where there is a mistake. */
  from(given: Given): Value;
};

export type ValueOf<S> = S extends Settings<infer Value> ? Value : never;

export function defineSettings<
  V extends Variables,
  Value extends object,
  Used extends Variables = Record<never, never>,
>(parts: {
  /** For `.env.example`: whose they are, and which process reads them. */
  title: string;
  variables: V;
  /** Variables of others that the value depends on as well. */
  uses?: Used;
  /** What is wrong though each variable for itself is right, a line for each; those that are wrong are absent. */
  check?: (values: Partial<Values<V> & Values<Used>>) => string[];
  value: (values: Values<V> & Values<Used>) => Value;
}): Settings<Value, V> {
  const {title, variables, uses, check, value} = parts;
  const schema = z.object({...variables, ...uses});
  return {
    title,
    variables,
    mistakesIn: given => {
      const {issues = []} = schema.safeParse(given, {reportInput: true}).error ?? {};
      const right = Object.entries(schema.shape).map(([name, one]) => [
        name,
        one.safeParse(given[name]).data,
      ]);
      return [
        ...issues.map(issue => `${String(issue.path[0])}: ${sentence(issue)}`),
        ...(check?.(Object.fromEntries(right)) ?? []),
      ];
    },
    from: given => freeze(value(schema.parse(given) as Values<V> & Values<Used>)),
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is required' : issue.message;
}

function freeze<Value extends object>(value: Value): Value {
  // Bytes cannot be frozen.
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null && !ArrayBuffer.isView(member)) freeze(member);
  return Object.freeze(value);
}
