import {cleanText, newKey} from '../../widget/message.ts';
import {test} from '../helpers/test.ts';

test('keys are long, plain and never the same', t => {
  const keys = new Set(Array.from({length: 1000}, newKey));
  t.is(keys.size, 1000);
  for (const key of keys) t.regex(key, /^[\w-]{22,}$/);
});

test('text is cleaned of what the server refuses', t => {
  t.is(cleanText('  a\u0000b\u000Bc\r\n\td\u0085 \n'), 'abc\n\td');
  t.is(cleanText(' \u0007\n'), '');
  t.is(cleanText('a\uD800b'), 'a\uFFFDb');
  t.is(cleanText('¿Está abierto? 🩺'), '¿Está abierto? 🩺');
});
