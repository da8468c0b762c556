import fc from 'fast-check';
import {renderMarkdown} from '../../core/channels/sending/render-markdown.ts';
import {splitText} from '../../core/channels/sending/split-text.ts';
import {smsMarks} from '../../core/channels/sms/markup.ts';
import {telegramMarks} from '../../core/channels/telegram/markup.ts';
import {whatsAppMarks} from '../../core/channels/whatsapp/markup.ts';
import {isSameChat} from '../../core/channels/whatsapp/person/same-chat.ts';
import {test} from '../helpers/test.ts';

const cases: {markdown: string; whatsapp: string; telegram: string; sms: string}[] = [
  {
    markdown: '**bold** and __bold__',
    whatsapp: '*bold* and *bold*',
    telegram: '<b>bold</b> and <b>bold</b>',
    sms: 'bold and bold',
  },
  {
    markdown: '*italic* and _italic_',
    whatsapp: '_italic_ and _italic_',
    telegram: '<i>italic</i> and <i>italic</i>',
    sms: 'italic and italic',
  },
  {markdown: '~~gone~~', whatsapp: '~gone~', telegram: '<s>gone</s>', sms: 'gone'},
  {markdown: 'run `a*b*c`', whatsapp: 'run `a*b*c`', telegram: 'run <code>a*b*c</code>', sms: 'run a*b*c'},
  {markdown: '```js\na < b\n```', whatsapp: '```a < b```', telegram: '<pre>a &lt; b</pre>', sms: 'a < b'},
  {
    markdown: 'before\n```\n**x**\n```\nafter',
    whatsapp: 'before\n```**x**```\nafter',
    telegram: 'before\n<pre>**x**</pre>\nafter',
    sms: 'before\n**x**\nafter',
  },
  {
    markdown: '# Hours **today**',
    whatsapp: '*Hours today*',
    telegram: '<b>Hours today</b>',
    sms: 'Hours today',
  },
  {
    markdown: '- one\n* two\n3. three',
    whatsapp: '• one\n• two\n3. three',
    telegram: '• one\n• two\n3. three',
    sms: '• one\n• two\n3. three',
  },
  {
    markdown: '[our page](https://clinic.example/a_b_c)',
    whatsapp: 'our page (https://clinic.example/a_b_c)',
    telegram: '<a href="https://clinic.example/a_b_c">our page</a>',
    sms: 'our page (https://clinic.example/a_b_c)',
  },
  {markdown: '**a *b* c**', whatsapp: '*a _b_ c*', telegram: '<b>a <i>b</i> c</b>', sms: 'a b c'},
  {
    markdown: '[bad](javascript:alert) 2 * 3 * 4 snake_case_name',
    whatsapp: '[bad](javascript:alert) 2 * 3 * 4 snake_case_name',
    telegram: '[bad](javascript:alert) 2 * 3 * 4 snake_case_name',
    sms: '[bad](javascript:alert) 2 * 3 * 4 snake_case_name',
  },
  {markdown: '<b>&"', whatsapp: '<b>&"', telegram: '&lt;b&gt;&amp;&quot;', sms: '<b>&"'},
];

test('the Markdown of agents becomes the marks of each channel', t => {
  for (const {markdown, ...expected} of cases) {
    const rendered = {
      whatsapp: renderMarkdown(markdown, whatsAppMarks),
      telegram: renderMarkdown(markdown, telegramMarks),
      sms: renderMarkdown(markdown, smsMarks),
    };
    t.deepEqual(rendered, expected, markdown);
  }
});

const nearMarkdown = fc
  .array(
    fc.constantFrom(
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```\n',
      '\n',
      '[a](',
      'https://x.example',
      ')',
      ' ',
      'word',
      '<',
      '&',
      '# ',
      '- ',
      '😀',
    ),
  )
  .map(parts => parts.join(''));

test('Telegram gets no tag but ours, and each is closed, whatever was written', t => {
  const isBalanced = fc.property(nearMarkdown, markdown => {
    const html = renderMarkdown(markdown, telegramMarks);
    const open: string[] = [];
    for (const [, close, name = ''] of html.matchAll(/<(\/?)([^\s>]*)[^>]*>/g)) {
      if (!['b', 'i', 's', 'code', 'pre', 'a'].includes(name)) return false;
      if (!close) open.push(name);
      else if (open.pop() !== name) return false;
    }
    return open.length === 0;
  });
  t.notThrows(() => fc.assert(isBalanced));
});

test('marks take no word away, and rendering is quick on the worst of input', t => {
  const letters = (text: string) => text.replace(/[^a-z😀]/gu, '');
  fc.assert(
    fc.property(nearMarkdown, markdown => {
      const plain = markdown.replace(/```[^\n`]*\n/g, '');
      return letters(renderMarkdown(markdown, whatsAppMarks)).length >= letters(plain).length;
    }),
  );
  const begin = performance.now();
  for (const hostile of ['*', '**', '_', '[', '`', '~~', '[a](', '```\n', '**a ', '__a']) {
    renderMarkdown(hostile.repeat(Math.floor(4096 / hostile.length)), telegramMarks);
  }
  t.true(performance.now() - begin < 1000);
});

test('a text is cut between sentences, each piece as long as may be', t => {
  const text = 'One two three. Four five. Six seven eight nine. Ten.';
  t.deepEqual(splitText(text, 26), ['One two three. Four five.', 'Six seven eight nine. Ten.']);
  t.deepEqual(splitText('short', 100), ['short']);
  t.deepEqual(splitText(' \n ', 100), []);
});

test('pieces are short enough, none is empty, and only white space is lost', t => {
  const text = fc.string({unit: 'grapheme', maxLength: 400});
  const words = fc
    .array(fc.constantFrom('word', 'Word.', ' ', '\n\n', '👩‍👩‍👧', 'é', 'longerword'))
    .map(parts => parts.join(''));
  const bare = (value: string) => value.replace(/\s/g, '');
  fc.assert(
    fc.property(fc.oneof(text, words), fc.integer({min: 20, max: 60}), (value, longest) => {
      const pieces = splitText(value, longest);
      t.true(
        pieces.every(piece => piece !== '' && piece.length <= longest),
        JSON.stringify(pieces),
      );
      t.is(bare(pieces.join('')), bare(value));
    }),
  );
});

test('a chat is known by the number that Evolution makes of ours', t => {
  t.true(isSameChat('5511955501234@s.whatsapp.net', '551155501234@s.whatsapp.net'));
  t.true(isSameChat('5215555501234567'.slice(0, 13), `52${'5215555501234567'.slice(3, 13)}@s.whatsapp.net`));
  t.true(isSameChat('5491155501234@s.whatsapp.net', '541155501234@s.whatsapp.net'));
  t.true(isSameChat('15555010001:12@s.whatsapp.net', '15555010001@s.whatsapp.net'));
  t.false(isSameChat('15555010001@lid', '15555010001@s.whatsapp.net'));
  t.false(isSameChat('15555010001@s.whatsapp.net', '15555010002@s.whatsapp.net'));
});
