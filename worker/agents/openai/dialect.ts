/**
 * What each server can be asked in. A request carries optional fields; those that a server has refused are left out for
 * it from then on, once it was seen to answer without them.
 */

export type Dialect = {
  /** Fields that it refused, and `system`: the role of that name. */
  readonly without: ReadonlySet<string>;
  /** It thinks aloud before it answers, and marks only the end of that. */
  readonly thinksUnmarked: boolean;
};

export const plain: Dialect = {without: new Set(), thinksUnmarked: false};

export type Body = Record<string, unknown> & {messages: ReadonlyArray<{role: string; content: string}>};

/** Both bound the reply; newer servers take the second, older ones the first. */
const lengths = ['max_tokens', 'max_completion_tokens'];
const optional = ['stream_options', 'temperature', 'top_p', ...lengths];
/** A server that knows no other way says what is in it. */
const aliases: Readonly<Record<string, string>> = {stream_options: 'include_usage'};
const noSystem =
  /system (?:role|message)s?.{0,30}not supported|not support.{0,30}system|roles must alternate/;

/** The request as this server takes it. */
export function inDialect(body: Body, {without}: Dialect): Body {
  const shaped: Body = {...body};
  for (const name of optional) if (without.has(name)) delete shaped[name];
  const limit = lengths.map(name => body[name]).find(value => value !== undefined);
  const taken =
    lengths.find(name => name in body && !without.has(name)) ?? lengths.find(name => !without.has(name));
  if (limit !== undefined && taken !== undefined) shaped[taken] = limit;
  if (without.has('system')) shaped.messages = withoutSystem(body.messages);
  return shaped;
}

/**
 * What to leave out as well after a refusal: what it names, or else all that is optional. `undefined` where nothing is
 * left that could be.
 */
export function afterRefusal(
  dialect: Dialect,
  sent: Body,
  status: number,
  text: string,
): Dialect | undefined {
  if (status !== 400 && status !== 422) return undefined;
  const said = text.toLowerCase();
  const present = optional.filter(name => name in sent);
  const isNamed = (name: string) => new RegExp(`\\b(?:${name}|${aliases[name] ?? name})\\b`).test(said);
  const named = present.filter(isNamed);
  if (noSystem.test(said) && !dialect.without.has('system')) named.push('system');
  const refused = named.length > 0 ? named : present;
  if (refused.length === 0) return undefined;
  return {...dialect, without: new Set([...dialect.without, ...refused])};
}

/** What was the system's to say goes before the visitor's first words. */
function withoutSystem(messages: Body['messages']): Body['messages'] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return messages;
  const at = rest.findIndex(({role}) => role === 'user');
  return rest.map((one, i) => (i === at ? {...one, content: `${first.content}\n\n${one.content}`} : one));
}
