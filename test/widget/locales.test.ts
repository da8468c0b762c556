import test from 'ava';
import {errorCodes} from '../../core/errors.ts';
import {chooseWords, errorWords} from '../../widget/locales/choose-words.ts';
import {en} from '../../widget/locales/en.ts';
import {es} from '../../widget/locales/es.ts';

/** Only a mistake of ours could bring these to a visitor; they read as `internal`. */
const ourMistakes = new Set<string>([
  'invalid_json',
  'invalid_cursor',
  'unsupported_media_type',
  'body_too_large',
  'method_not_allowed',
  'unauthorized',
  'forbidden',
  'session_not_found',
  'not_found',
  'idempotency_conflict',
  'legacy_disabled',
  'upgrade_required',
]);

for (const words of [en, es]) {
  test(`${words.lang} has a sentence for each code that a visitor can meet`, t => {
    const codes = errorCodes.filter(code => !ourMistakes.has(code));
    for (const code of [...codes, 'network', 'timeout', 'cancelled']) {
      t.true(Object.hasOwn(words.errors, code), code);
      t.regex(errorWords(words, code), /^\p{Lu}.+\.$/u, code);
    }
  });

  test(`${words.lang} says something for any other code`, t => {
    for (const code of ['unheard_of', '', ...ourMistakes]) {
      t.is(errorWords(words, code), words.errors.internal);
    }
  });

  test(`${words.lang} leaves no word empty`, t => {
    const {errors, ...others} = words;
    for (const [name, text] of Object.entries({...others, ...errors})) t.true(text.trim().length > 1, name);
  });
}

test('es says nothing in English', t => {
  const english = new Set<string>(Object.values({...en, ...en.errors}).map(String));
  for (const text of Object.values({...es, ...es.errors}))
    t.false(typeof text === 'string' && english.has(text), String(text));
});

test('a locale is chosen by its language', t => {
  for (const locale of ['es', 'ES', 'es-MX', 'es-419']) t.is(chooseWords(locale), es);
  for (const locale of ['en', 'en-US', 'fr', '', 'est', '-', 'constructor']) t.is(chooseWords(locale), en);
});
