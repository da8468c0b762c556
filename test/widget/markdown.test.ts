import fc from 'fast-check';
import {isSafeLink} from '../../core/safe-link.ts';
import {type Block, splitBlocks} from '../../widget/markdown/blocks.ts';
import {type Span, splitSpans} from '../../widget/markdown/spans.ts';
import {test} from '../helpers/test.ts';

const blocks = (text: string): Block[] => splitBlocks(text.split('\n'));

/** Every link of a line, as text and address. */
function links(line: string): string[] {
  const inSpans = (spans: Span[]): string[] =>
    spans.flatMap(span => {
      if (typeof span === 'string' || span.type === 'code') return [];
      return [...(span.type === 'a' ? [span.href] : []), ...inSpans(span.spans)];
    });
  return inSpans(splitSpans(line));
}

/** What is read of a line. */
function words(line: string): string {
  const inSpan = (span: Span): string => {
    if (typeof span === 'string') return span;
    return span.type === 'code' ? span.text : span.spans.map(inSpan).join('');
  };
  return splitSpans(line).map(inSpan).join('');
}

test('an empty line parts paragraphs, another break stays a break', t => {
  t.deepEqual(blocks('a\nb\n\n \n\nc\n'), [
    {tag: 'p', lines: ['a', 'b']},
    {tag: 'p', lines: ['c']},
  ]);
});

test('headings, rules, quotes and code are blocks of their own, also without an empty line before', t => {
  const kinds = blocks('a\n# One\nb\n> q\n> r\n```js\n# no\n```\nc\n---').map(({tag}) => tag);
  t.deepEqual(kinds, ['p', 'h3', 'p', 'blockquote', 'pre', 'p', 'hr']);
  t.deepEqual(blocks('```js\n# no\n```'), [{tag: 'pre', lines: ['# no']}]);
  t.deepEqual(blocks('## Two ##'), [{tag: 'h4', lines: ['Two']}]);
});

test('code that is not closed goes on to the end', t => {
  t.deepEqual(blocks('~~~\na\n\nb'), [{tag: 'pre', lines: ['a', '', 'b']}]);
});

const paragraph = (...lines: string[]): Block => ({tag: 'p', lines});
const entry = (line: string, ...inner: Block[]): Block => ({tag: 'li', lines: [line], blocks: inner});

test('lists have items, lists in them, and paragraphs of their own', t => {
  const inner = {tag: 'ol', start: 1, blocks: [entry('c'), entry('d')]};
  t.deepEqual(blocks('- a\n- b\n  1. c\n  2. d\n\n  more of b\n- e'), [
    {tag: 'ul', blocks: [entry('a'), entry('b', inner, paragraph('more of b')), entry('e')]},
  ]);
});

test('a numbered list keeps its number, and a year in the middle of a sentence begins none', t => {
  t.like(blocks('3. c\n4. d')[0], {tag: 'ol', start: 3});
  t.deepEqual(blocks('We have been here since\n1998. That is long.'), [
    paragraph('We have been here since', '1998. That is long.'),
  ]);
});

test('a table needs its line of hyphens', t => {
  const row = (tag: string, ...cells: string[]) => ({
    tag: 'tr',
    blocks: cells.map(cell => ({tag, lines: [cell]})),
  });
  t.deepEqual(blocks('| Day | Hours |\n|:---|---:|\n| Mon | 8 to 6 |'), [
    {tag: 'table', blocks: [row('th', 'Day', 'Hours'), row('td', 'Mon', '8 to 6')]},
  ]);
  t.deepEqual(blocks('a | b'), [paragraph('a | b')]);
});

for (const [line, spans] of [
  ['**a** b', [{type: 'strong', spans: ['a']}, ' b']],
  ['__a__', [{type: 'strong', spans: ['a']}]],
  ['*a* _b_', [{type: 'em', spans: ['a']}, ' ', {type: 'em', spans: ['b']}]],
  ['***a***', [{type: 'strong', spans: [{type: 'em', spans: ['a']}]}]],
  ['`a*b*`', [{type: 'code', text: 'a*b*'}]],
  ['snake_case_name', ['snake_case_name']],
  ['2 * 3 * 4', ['2 * 3 * 4']],
  ['\\*a\\*', ['*', 'a', '*']],
  ['**a', ['**a']],
] as const) {
  test(`reads ${line}`, t => {
    t.deepEqual(splitSpans(line), spans as never);
  });
}

for (const [line, hrefs] of [
  ['See https://clinic.example/a?b=c#d, please.', ['https://clinic.example/a?b=c#d']],
  [
    '(http://clinic.example/parking)! "https://clinic.example"',
    ['http://clinic.example/parking', 'https://clinic.example'],
  ],
  [
    'https://clinic.example/a_(b) and (https://clinic.example/c).',
    ['https://clinic.example/a_(b)', 'https://clinic.example/c'],
  ],
  ['www.clinic.example/hours', ['https://www.clinic.example/hours']],
  ['[our page](https://clinic.example "Hours")', ['https://clinic.example']],
  ['**[our page](https://clinic.example)**', ['https://clinic.example']],
  ['[https://clinic.example](https://clinic.example/)', ['https://clinic.example/']],
  ['mailto:desk@clinic.example or tel:+15555550142', ['mailto:desk@clinic.example', 'tel:+15555550142']],
  ['Write to desk@clinic.example.', ['mailto:desk@clinic.example']],
  ['Call (555) 555-0142.', ['tel:5555550142']],
  ['(call 555-555-0142)', ['tel:5555550142']],
  ['+1 555 555 0142, +44 (0)20 7946 0000', ['tel:+15555550142', 'tel:+4402079460000']],
  ['912 345 678 / 555.555.0142', ['tel:912345678', 'tel:5555550142']],
] as const) {
  test(`finds the address in ${line}`, t => {
    t.deepEqual(links(line), [...hrefs]);
  });
}

for (const line of [
  'on 2026-11-26 or 26.11.2026 or 11/26/2026',
  '08:00-18:00, 8.00-18.00',
  '10.000.000 people, 1998-2026, 123456789',
  'ID 1234567890123456',
  'version 1.2.3.4',
  'javascript:alert(1)',
  'JaVaScRiPt://x/%0aalert(1)',
  '[a](javascript:alert(1))',
  '[a](data:text/html,x)',
  '[a](//clinic.example)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'xhttps:/x',
  'https://clinic.example@evil.example/ or https://clinic.example%2f@evil.example',
  '[here](https://user:pass@clinic.example/)',
  '[here](https:///clinic.example@evil.example/)',
  '[clinic.example](https://evil.example/)',
  '[**clinic.example**](https://evil.example/)',
  '[https://clinic.example/hours](https://evil.example/)',
  '[www.clinic.example](https://clinic.example.evil.example)',
  'https://сlinic.example/ or https://xn--linic-2of.example/',
  'tel:*21*15550142# or tel:+15550142;ext=1 or tel:%2321%23',
  '[call](tel:*21*15550142#)',
  '[write](mailto:a@clinic.example?bcc=b@evil.example)',
  '<a href="x">y</a>',
  '<img src=x onerror=alert(1)>',
]) {
  test(`makes no link of ${line}`, t => {
    t.deepEqual(links(line), []);
    t.is(words(line), line, 'and every character is read');
  });
}

test('names an image and never loads it', t => {
  t.deepEqual(splitSpans('![The door](https://clinic.example/door.png)'), ['The door']);
});

const word = fc.oneof(
  fc.string({unit: 'binary'}),
  fc.constantFrom(
    ...'https://|http://a.example|mailto:|tel:1|javascript:| |(|).|"|*|**|_|`|[|](|)|![|\\|~~|> |- |1. |# |```|\n|(555) 555-0142'.split(
      '|',
    ),
  ),
);

test('whatever a reply holds, its links lead where they may', t => {
  fc.assert(
    fc.property(fc.array(word, {maxLength: 30}), pieces => {
      for (const line of pieces.join('').split('\n')) t.true(links(line).every(href => isSafeLink(href, '')));
      t.notThrows(() => blocks(pieces.join('')));
    }),
  );
});

test('plain text is read as it is written', t => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'é', '字', ' ', ',', '9', '(', ')', '?', '🩺')), pieces => {
      t.is(words(pieces.join('')), pieces.join(''));
    }),
  );
});

for (const hostile of [
  '*',
  '`',
  '[',
  '**a ',
  '_a ',
  '- ',
  '> ',
  '1 ',
  'a@',
  'www.',
  '![](',
  '(1',
  '\\',
  '| ',
  '~~',
  '<http:',
]) {
  test(`is read in proportion to its length: ${hostile} again and again`, t => {
    const text = hostile.repeat(Math.ceil(16_000 / hostile.length));
    const startedAt = performance.now();
    for (const block of blocks(text)) JSON.stringify(block);
    splitSpans(text);
    t.true(performance.now() - startedAt < 500);
  });
}
