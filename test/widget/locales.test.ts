import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {errorCodes} from '../../core/errors.ts';
import {en, type SomeWords} from '../../widget/locales/en.ts';
import {errorWords, fillWords, say} from '../../widget/words.ts';

/** Only a mistake of ours could bring these to a visitor; they read as `internal`. */
const ourMistakes = new Set<string>([
  'invalid_cursor',
  'unsupported_media_type',
  'method_not_allowed',
  'unauthorized',
  'forbidden',
  'session_not_found',
  'not_found',
  'legacy_disabled',
  'consent_stale',
]);
/** These mean the same to a visitor as another code. */
const alike = new Set<string>(['invalid_json', 'body_too_large', 'idempotency_conflict']);

const folder = new URL('../../widget/locales/', import.meta.url);
const others = readdirSync(folder).filter(file => file.endsWith('.json'));
const languages: SomeWords[] = [
  en,
  ...others.map(file => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
];

test('five languages are spoken', t => {
  t.deepEqual(languages.map(({lang}) => lang).sort(), ['ar', 'en', 'es', 'fr', 'pt']);
});

for (const words of languages) {
  const {lang = ''} = words;
  test(`${lang} has a sentence for each code that a visitor can meet`, t => {
    const codes = errorCodes.filter(code => !ourMistakes.has(code) && !alike.has(code));
    for (const code of [...codes, 'network', 'timeout', 'cancelled', 'consent_required']) {
      t.true(Object.hasOwn(words.errors ?? {}, code), code);
      t.regex(errorWords(fillWords(words), code), /^\p{L}.+\.$/u, code);
    }
  });

  test(`${lang} says something for any other code`, t => {
    for (const code of ['unheard_of', '', ...ourMistakes]) {
      t.is(errorWords(fillWords(words), code), words.errors?.internal ?? '');
    }
  });

  test(`${lang} has every word, with its place for what is counted`, t => {
    for (const [name, text] of Object.entries(en)) {
      if (typeof text !== 'string' || name === 'dir') continue;
      const own: unknown = Reflect.get(words, name);
      t.true(typeof own === 'string' && own.trim().length > 1, name);
      t.is(String(own).includes('{n}'), text.includes('{n}'), name);
    }
    t.deepEqual(Object.keys(words.errors ?? {}).sort(), Object.keys(en.errors).sort());
    t.deepEqual(
      Object.keys(words).filter(name => !Object.hasOwn(en, name)),
      [],
    );
  });

  if (lang === 'en') continue;
  test(`${lang} says nothing in English`, t => {
    const english = new Set<string>(Object.values({...en, ...en.errors}).map(String));
    // A word that both have.
    for (const [name, text] of Object.entries({...words, ...words.errors})) {
      if (name === 'dir' || text === 'Conversation') continue;
      t.false(typeof text === 'string' && english.has(text), String(text));
    }
  });
}

test('what a language lacks is said in English', t => {
  const some = fillWords({lang: 'de', title: 'Hallo', errors: {network: 'Keine Verbindung.'}});
  t.is(some.title, 'Hallo');
  t.is(some.send, en.send);
  t.is(errorWords(some, 'network'), 'Keine Verbindung.');
  t.is(errorWords(some, 'timeout'), en.errors.timeout);
});

test('a number stands where its sentence wants it', t => {
  t.is(say('Left: {n}', 3), 'Left: 3');
});
