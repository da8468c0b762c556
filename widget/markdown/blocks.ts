/**
 * A reply cut into blocks, as people and models write Markdown. Every line is in a block; what is no mark of ours is
 * a paragraph. Nothing here makes nodes, and nothing takes longer than in proportion to the text.
 */
export type Block =
  | {type: 'paragraph'; lines: string[]}
  | {type: 'heading'; level: number; line: string}
  | {type: 'code'; text: string}
  | {type: 'quote'; blocks: Block[]}
  | {type: 'list'; isOrdered: boolean; start: number; items: Block[][]}
  | {type: 'table'; rows: string[][]}
  | {type: 'rule'};

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)[\s#]*$/;
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/;
const quote = /^ {0,3}(?:> ?)+/;
const item = /^( {0,3})([-*+•]|(\d{1,9})[.)])(\s+|$)/;
const divider = /^[\s|:-]*-[\s|:-]*$/;

/** Lists in lists, up to here; what is deeper is taken as it stands. */
const deepest = 6;

export function splitBlocks(lines: readonly string[], depth = 0): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; ) {
    const [block, next] = readBlock(lines, i, depth);
    if (block) blocks.push(block);
    i = next;
  }
  return blocks;
}

/** The block that begins at line `i`, and the line after it. */
function readBlock(lines: readonly string[], i: number, depth: number): [Block | undefined, number] {
  const line = lines[i] ?? '';
  if (!line.trim()) return [undefined, i + 1];
  const [, marks] = fence.exec(line) ?? [];
  if (marks) return readCode(lines, i + 1, marks);
  const [, hashes, title = ''] = heading.exec(line) ?? [];
  if (hashes) return [{type: 'heading', level: hashes.length, line: title}, i + 1];
  if (rule.test(line)) return [{type: 'rule'}, i + 1];
  if (quote.test(line)) {
    const end = endOf(lines, i, other => quote.test(other));
    const inner = lines.slice(i, end).map(other => other.replace(quote, ''));
    return [{type: 'quote', blocks: splitBlocks(inner, depth + 1)}, end];
  }
  if (item.test(line) && depth < deepest) return readList(lines, i, depth);
  if (isTable(lines, i)) {
    const end = endOf(lines, i, other => other.includes('|'));
    const rows = lines.slice(i, end).filter((_, row) => row !== 1);
    return [{type: 'table', rows: rows.map(cellsOf)}, end];
  }
  const end = endOf(
    lines,
    i + 1,
    (other, at) => other.trim() !== '' && !begins(other) && !isTable(lines, at),
  );
  return [{type: 'paragraph', lines: lines.slice(i, end)}, end];
}

/** Does another block begin here, in the middle of a paragraph? A number alone does not: it may be a price or a year. */
function begins(line: string): boolean {
  const [, , mark] = item.exec(line) ?? [];
  const isItem = mark !== undefined && !/^\d/.test(mark);
  return (
    isItem || /^1[.)]$/.test(mark ?? '') || [fence, heading, rule, quote].some(begin => begin.test(line))
  );
}

function isTable(lines: readonly string[], i: number): boolean {
  const under = lines[i + 1] ?? '';
  return (lines[i] ?? '').includes('|') && under.includes('|') && divider.test(under);
}

function readCode(lines: readonly string[], i: number, marks: string): [Block, number] {
  const end = endOf(lines, i, line => !line.trim().startsWith(marks));
  return [{type: 'code', text: lines.slice(i, end).join('\n')}, end + 1];
}

/** What is indented deeper than the mark belongs to the item, also after an empty line. */
function readList(lines: readonly string[], i: number, depth: number): [Block, number] {
  const [, , mark = '', number] = item.exec(lines[i] ?? '') ?? [];
  const kind = mark.at(-1);
  const items: Block[][] = [];
  let next = i;
  while (next < lines.length) {
    const line = lines[next] ?? '';
    const [whole, indent = '', own = ''] = item.exec(line) ?? [];
    if (whole === undefined || own.at(-1) !== kind) break;
    const inside = indent.length + 2;
    const end = endOf(lines, next + 1, (other, at) => {
      const isBlank = other.trim() === '';
      const follows = isBlank ? (lines[at + 1] ?? '') : other;
      return (
        follows.search(/\S/) >= inside ||
        (!isBlank && !begins(other) && !item.test(other) && lines[at - 1]?.trim() !== '')
      );
    });
    const rest = lines.slice(next + 1, end).map(other => other.replace(/^ {2,4}/, ''));
    items.push(splitBlocks([line.slice(whole.length), ...rest], depth + 1));
    next = end;
    if (lines[next]?.trim() === '' && item.test(lines[next + 1] ?? '')) next++;
  }
  return [{type: 'list', isOrdered: number !== undefined, start: Number(number ?? 1), items}, next];
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

function cellsOf(row: string): string[] {
  const inner = row.trim().replace(/^\||\|$/g, '');
  return inner.split('|').map(cell => cell.trim());
}
