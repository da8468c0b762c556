import fc from 'fast-check';
import {plainLine, plainWords} from '../../core/plain-words.ts';
import {isSafeLink} from '../../core/safe-link.ts';
import {test} from '../helpers/test.ts';

test('words lose what cannot be seen and changes what can', t => {
  t.is(plainWords('a\u0000b\u001b[31mc\u202edcba\u2066e\u2069\u200ff\ufeffg\u{e0041}h'), 'ab[31mcdcbaefgh');
  t.is(plainWords('one\r\ntwo\u2028three\tfour\n'), 'one\ntwo\nthree\tfour\n');
});

test('words keep all that can be read, in any script, and are the same in pieces as in one', t => {
  for (const text of ['¿Cuál es el horario?', 'مرحبا', 'שלום', '👩🏽‍⚕️ 🇪🇸', '診療時間'])
    t.is(plainWords(text), text);
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), fc.string({unit: 'binary'}), (one, other) => {
      if (one.endsWith('\r') || !one.isWellFormed() || !other.isWellFormed()) return;
      t.is(plainWords(one) + plainWords(other), plainWords(one + other));
      t.notRegex(plainWords(one), /[^\P{Cc}\n\t]|\p{Bidi_Control}/u);
    }),
  );
});

test('a line is one line, of so many characters', t => {
  t.is(plainLine(' wants\na\u202e person ', 40), 'wants a person');
  t.is(plainLine('👍'.repeat(300), 200), '👍'.repeat(200));
});

for (const [url, words = 'here'] of [
  ['https://clinic.example/a?b=c#d'],
  ['http://clinic.example:8080/'],
  ['https://clinic.example', 'clinic.example'],
  ['https://www.clinic.example/hours', 'https://clinic.example'],
  ['mailto:front.desk+a@clinic.example'],
  ['tel:+1-555-555-0142'],
  ['tel:(555) 555 0142'],
]) {
  test(`${words} may lead to ${url}`, t => {
    t.true(isSafeLink(url ?? '', words));
  });
}

for (const [url, words = 'here'] of [
  ['https://clinic.example@evil.example/'],
  ['https://user:pass@clinic.example/'],
  ['https://clinic.example%2f@evil.example/'],
  ['https://clinic.example\\@evil.example/'],
  ['https://сlinic.example/'],
  ['https://xn--linic-2of.example/'],
  ['https://clinic。example/'],
  ['https://evil.example/', 'clinic.example'],
  ['https://evil.example/', 'https://clinic.example/hours'],
  ['https://clinic.example.evil.example/', 'www.clinic.example'],
  ['tel:*21*15550142#'],
  ['tel:%2321%23'],
  ['tel:+15550142;ext=1'],
  ['tel:+15550142,,1'],
  ['mailto:a@clinic.example?bcc=b@evil.example&body=x'],
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  ['https://'],
]) {
  test(`${words} may not lead to ${url}`, t => {
    t.false(isSafeLink(url ?? '', words));
  });
}
