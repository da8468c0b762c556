import fc from 'fast-check';
import {wholeSentences} from '../../worker/agents/sentences.ts';
import {test} from '../helpers/test.ts';

test('a text ends after its last whole sentence, whatever the script', t => {
  const cases: Record<string, string> = {
    'Take it in the morning. With food, but never': 'Take it in the morning.',
    'Is it far? No! It is': 'Is it far? No!',
    'She said “Yes.” Then she': 'She said “Yes.”',
    '¿Abren hoy? Sí, a las 8. Mañana': '¿Abren hoy? Sí, a las 8.',
    '我们八点开门。星期天': '我们八点开门。',
    'هل تفتحون اليوم؟ نعم': 'هل تفتحون اليوم؟',
    'We open at eight.': 'We open at eight.',
    'We open. Then\n\nwe': 'We open.',
  };
  for (const [text, whole] of Object.entries(cases)) t.is(wholeSentences(text), whole);
});

test('what only looks like an end is none', t => {
  for (const text of [
    'Take 2.',
    'Take the dose of 2.5 ml, but',
    'Ask Dr. Willow for',
    'See e.g. the page, but',
    'Take 2 tabl.  but never',
    'Take the tablet, but never',
    'Vitamin C. is',
    '',
  ])
    t.is(wholeSentences(text), '', text);
});

test('it is a beginning of the text, and within the limit', t => {
  const unit = fc.constantFrom('a', 'B', ' ', '.', '?', '2', '。', '\n', '”');
  fc.assert(
    fc.property(fc.string({unit, maxLength: 60}), fc.nat({max: 60}), (text, maxChars) => {
      const whole = wholeSentences(text, maxChars);
      t.true(text.startsWith(whole) && whole.length <= maxChars);
    }),
  );
});
