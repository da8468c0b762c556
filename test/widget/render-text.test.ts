import test from 'ava';
import fc from 'fast-check';
import {type Piece, splitLinks, splitParagraphs} from '../../widget/render-text.ts';

const links = (line: string) => splitLinks(line).flatMap(({href}) => (href ? [href] : []));

test('an empty line parts paragraphs, another break stays a break', t => {
  t.deepEqual(splitParagraphs('a\nb\n\n \n\nc\n'), [['a', 'b'], ['c']]);
});

test('addresses that name their scheme become links', t => {
  const line = 'See https://clinic.example/a?b=c#d, mailto:desk@clinic.example or tel:+15555550142.';
  t.deepEqual(splitLinks(line), [
    {text: 'See '},
    {text: 'https://clinic.example/a?b=c#d', href: 'https://clinic.example/a?b=c#d'},
    {text: ', '},
    {text: 'mailto:desk@clinic.example', href: 'mailto:desk@clinic.example'},
    {text: ' or '},
    {text: 'tel:+15555550142', href: 'tel:+15555550142'},
    {text: '.'},
  ] satisfies Piece[]);
});

test('the punctuation of the sentence stays outside of a link', t => {
  t.deepEqual(links('(http://clinic.example/parking)! "https://clinic.example"'), [
    'http://clinic.example/parking',
    'https://clinic.example',
  ]);
});

for (const text of [
  'javascript:alert(1)',
  'JaVaScRiPt://x/%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:x',
  'xhttps:/x',
  'ajavascript:tel',
  '<a href="x">y</a>',
  '<img src=x onerror=alert(1)>',
]) {
  test(`no link is made of ${text}`, t => {
    t.deepEqual(splitLinks(text), [{text}]);
  });
}

test('whatever a line holds, its pieces are the line and its links are of the four schemes', t => {
  const word = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.constantFrom(
      'https://',
      'http://a.example',
      'mailto:',
      'tel:1',
      'javascript:',
      ' ',
      '(',
      ').',
      '"',
      '<b>',
    ),
  );
  fc.assert(
    fc.property(fc.array(word), words => {
      const line = words.join('').replaceAll('\n', '');
      t.is(
        splitLinks(line)
          .map(piece => piece.text)
          .join(''),
        line,
      );
      for (const href of links(line)) t.regex(href, /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i);
    }),
  );
});

test('a hostile line costs linear time', t => {
  const line = 'https://'.repeat(20_000) + 'tel:'.repeat(20_000) + ')'.repeat(50_000);
  const startedAt = performance.now();
  splitLinks(line);
  t.true(performance.now() - startedAt < 1000);
});
