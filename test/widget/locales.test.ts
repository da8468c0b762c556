import {readdirSync, readFileSync} from 'node:fs';
import {errorCodes} from '../../core/errors.ts';
import {root} from '../../scripts/root.js';
import {en, type SomeWords} from '../../widget/locales/en.ts';
import {moreWords} from '../../widget/more/words.ts';
import {voiceWords} from '../../widget/voice/words.ts';
import {errorWords, say} from '../../widget/words.ts';
import {test} from '../helpers/test.ts';

/** Only a mistake of ours could bring these to a visitor; they read as `internal`. */
const ourMistakes = new Set<string>([
  'conversation_taken', // said at the desk
  'invalid_cursor',
  'unsupported_media_type',
  'method_not_allowed',
  'unauthorized',
  'forbidden',
  'session_not_found',
  'not_found',
  'legacy_disabled',
  'consent_stale',
  'upgrade_required',
]);
/** These mean the same to a visitor as another code. */
const alike = new Set<string>(['invalid_json', 'body_too_large', 'idempotency_conflict']);

const english = {...en, ...moreWords, ...voiceWords};
const folder = `${root}widget/locales/`;
const others = readdirSync(folder).filter(file => file.endsWith('.json'));
const languages: SomeWords[] = [
  english,
  ...others.map(file => JSON.parse(readFileSync(folder + file, 'utf8'))),
];

test('five languages are spoken', t => {
  t.deepEqual(languages.map(({lang}) => lang).sort(), ['ar', 'en', 'es', 'fr', 'pt']);
});

for (const words of languages) {
  const {lang = ''} = words;
  test(`${lang} has a sentence for each code that a visitor can meet`, t => {
    const codes = errorCodes.filter(code => !ourMistakes.has(code) && !alike.has(code));
    for (const code of [...codes, 'network', 'timeout', 'cancelled', 'consent_required']) {
      t.true(Object.hasOwn(words, code), code);
      t.regex(errorWords({...english, ...words}, code), /^\p{L}.+\.$/u, code);
    }
  });

  test(`${lang} says something for any other code`, t => {
    for (const code of ['unheard_of', '', 'constructor', '__proto__', ...ourMistakes]) {
      t.is(errorWords({...english, ...words}, code), words.internal ?? '');
    }
  });

  test(`${lang} has every word, with its place for what is counted, and no other`, t => {
    for (const [name, text] of Object.entries(english)) {
      if (name === 'dir') continue;
      const own: unknown = Reflect.get(words, name);
      t.true(typeof own === 'string' && own.trim().length > 1, name);
      t.is(String(own).includes('{n}'), text.includes('{n}'), name);
    }
    const unknown = Object.keys(words).filter(name => !Object.hasOwn(english, name));
    t.deepEqual(unknown, []);
  });

  if (lang === 'en') continue;
  test(`${lang} says nothing in English`, t => {
    const said = new Set<string>(Object.values(english));
    for (const [name, text] of Object.entries(words)) {
      if (name !== 'dir' && text !== 'Conversation') t.false(said.has(text), text);
    }
  });
}

test('what a language lacks is said in English', t => {
  const some = {...english, lang: 'de', network: 'Keine Verbindung.'};
  t.is(errorWords(some, 'network'), 'Keine Verbindung.');
  t.is(errorWords(some, 'timeout'), moreWords.timeout);
  t.is(errorWords(en, 'timeout'), en.internal, 'before the other words are there');
});

test('a number stands where its sentence wants it', t => {
  t.is(say('Left: {n}', 3), 'Left: 3');
});
