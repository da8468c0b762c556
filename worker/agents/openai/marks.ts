/**
 * The marks that models put around what they think, as their public model cards and bug reports show them. Between an
 * opening and a closing mark nothing is for the visitor; after a final one all is; the rest are no words either.
 */
const tags = [
  'think',
  'thinking',
  'thought',
  'reasoning',
  'reflection',
  'scratchpad',
  'tool_call',
  'seed:think',
];

/** In lower case; case does not matter. */
const pairs: ReadonlyArray<readonly [string, string]> = [
  ...tags.map(tag => [`<${tag}>`, `</${tag}>`] as const),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|start_thinking|>', '<|end_thinking|>'],
  ['<unused94>', '<unused95>'],
  ['<|channel>thought', '<channel|>'],
];
/** Of models that say on which channel they speak. */
const channels = ['<|channel|>analysis', '<|channel|>commentary'];
const finals = ['<|channel|>final<|message|>', 'assistantfinal'];
const alone = [
  '<|start|>assistant',
  '<|message|>',
  '<|return|>',
  '<|end|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|endoftext|>',
  '<end_of_turn>',
  '</s>',
];

export type Mark = {kind: 'open' | 'close' | 'final' | 'alone'; from: number; to: number};

const kinds = new Map<string, Mark['kind']>([
  ...pairs.flatMap(([open, close]) => [[open, 'open'] as const, [close, 'close'] as const]),
  ...channels.map(mark => [mark, 'open'] as const),
  ...finals.map(mark => [mark, 'final'] as const),
  ...alone.map(mark => [mark, 'alone'] as const),
]);
const marks = [...kinds.keys()].sort((a, b) => b.length - a.length);
const longest = marks[0]?.length ?? 0;
const anyMark = new RegExp(marks.map(mark => mark.replace(/[[\]|/]/g, '\\$&')).join('|'), 'gi');
/** The first character of any mark. */
const beginnings = new Set(marks.map(([first = '']) => first));

export function* findMarks(text: string): Generator<Mark> {
  for (const {0: mark, index} of text.matchAll(anyMark)) {
    yield {kind: kinds.get(mark.toLowerCase()) ?? 'alone', from: index, to: index + mark.length};
  }
}

/** How many characters at the end of a text may be the beginning of a mark. */
export function unfinished(text: string): number {
  const end = text.slice(-longest).toLowerCase();
  for (let at = 0; at < end.length; at++) {
    if (!beginnings.has(end.charAt(at))) continue;
    const rest = end.slice(at);
    if (marks.some(mark => mark !== rest && mark.startsWith(rest))) return rest.length;
  }
  return 0;
}
