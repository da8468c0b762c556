/**
 * A reply cut into blocks, as people and models write Markdown. Every line is in a block; what is no mark of ours is
 * a paragraph. Nothing here makes nodes, and nothing takes longer than in proportion to the text.
 */
export type Block = {
  /** The name of its element. */
  tag: string;
  /** Its own words; of `pre`, as they stand. */
  lines?: readonly string[];
  blocks?: Block[];
  /** The first number of an `ol`. */
  start?: number;
};

const fence = /^ {0,3}(```|~~~)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)[\s#]*$/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const quote = /^ {0,3}(?:> ?)+/;
const item = /^( {0,3})([-*+•]|(\d{1,9})[.)])(?:\s+|$)/;
const divider = /^[\s|:-]*-[\s|:-]*$/;

/** Lists in lists, up to here; what is deeper is taken as it stands. */
const deepest = 6;

export function splitBlocks(lines: readonly string[], depth = 0): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; ) {
    if (lines[i]?.trim()) {
      const [block, next] = readBlock(lines, i, depth);
      blocks.push(block);
      i = next;
    } else i++;
  }
  return blocks;
}

/** The block that begins at line `i`, and the line after it. */
function readBlock(lines: readonly string[], i: number, depth: number): [Block, number] {
  const line = lines[i] ?? '';
  const [, marks] = fence.exec(line) ?? [];
  if (marks) {
    const end = endOf(lines, i + 1, other => !other.trim().startsWith(marks));
    return [{tag: 'pre', lines: lines.slice(i + 1, end)}, end + 1];
  }
  const [, hashes, title = ''] = heading.exec(line) ?? [];
  if (hashes) return [{tag: `h${Math.min(6, hashes.length + 2)}`, lines: [title]}, i + 1];
  if (rule.test(line)) return [{tag: 'hr'}, i + 1];
  if (quote.test(line)) {
    const end = endOf(lines, i, other => quote.test(other));
    const inner = lines.slice(i, end).map(other => other.replace(quote, ''));
    return [{tag: 'blockquote', blocks: splitBlocks(inner, depth + 1)}, end];
  }
  if (item.test(line) && depth < deepest) return readList(lines, i, depth);
  if (isTable(lines, i)) {
    const end = endOf(lines, i, other => other.includes('|'));
    const rows = lines.slice(i, end).filter((_, row) => row !== 1);
    return [{tag: 'table', blocks: rows.map((row, at) => readRow(row, at ? 'td' : 'th'))}, end];
  }
  const belongs = (other: string, at: number) => other.trim() !== '' && !begins(other) && !isTable(lines, at);
  const end = endOf(lines, i + 1, belongs);
  return [{tag: 'p', lines: lines.slice(i, end)}, end];
}

/** Does another block begin here, in the middle of a paragraph? A number alone does not: it may be a price or a year. */
function begins(line: string): boolean {
  const [, , mark = '0'] = item.exec(line) ?? [];
  return /^(?:1[.)]|\D)$/.test(mark) || [fence, heading, rule, quote].some(begin => begin.test(line));
}

function isTable(lines: readonly string[], i: number): boolean {
  const under = lines[i + 1] ?? '';
  return (lines[i] ?? '').includes('|') && under.includes('|') && divider.test(under);
}

function readRow(row: string, tag: string): Block {
  const inner = row.trim().replace(/^\||\|$/g, '');
  return {tag: 'tr', blocks: inner.split('|').map(cell => ({tag, lines: [cell.trim()]}))};
}

/** What is indented deeper than the mark belongs to the item, also after an empty line. */
function readList(lines: readonly string[], i: number, depth: number): [Block, number] {
  const [, , mark = '', number] = item.exec(lines[i] ?? '') ?? [];
  const blocks: Block[] = [];
  let next = i;
  for (;;) {
    const [whole, indent = '', own = ''] = item.exec(lines[next] ?? '') ?? [];
    if (whole === undefined || own.at(-1) !== mark.at(-1)) break;
    const end = endOf(lines, next + 1, (other, at) => {
      const isBlank = other.trim() === '';
      const isDeeper = (isBlank ? (lines[at + 1] ?? '') : other).search(/\S/) >= indent.length + 2;
      return isDeeper || (!isBlank && !begins(other) && !item.test(other) && lines[at - 1]?.trim() !== '');
    });
    const rest = lines.slice(next + 1, end).map(other => other.replace(/^ {2,4}/, ''));
    const [first, ...others] = splitBlocks([(lines[next] ?? '').slice(whole.length), ...rest], depth + 1);
    // One that is a single paragraph needs none around it.
    const said = first?.tag === 'p' ? {...first, blocks: others} : {blocks: first ? [first, ...others] : []};
    blocks.push({...said, tag: 'li'});
    next = lines[end]?.trim() === '' && item.test(lines[end + 1] ?? '') ? end + 1 : end;
  }
  return [{tag: number ? 'ol' : 'ul', blocks, ...(number && {start: Number(number)})}, next];
}

function endOf(
  lines: readonly string[],
  from: number,
  belongs: (line: string, i: number) => boolean,
): number {
  let end = from;
  while (end < lines.length && belongs(lines[end] ?? '', end)) end++;
  return end;
}
