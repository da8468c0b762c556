/**
 * What is shipped is less than what is written: members' names are shortened, which nobody outside of the scripts may
 * know, and Lit is carried without what our templates never ask of it.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ownNames} from '../../scripts/own-names.js';
import {root} from '../../scripts/root.js';
import {test} from '../helpers/test.ts';

const known = [
  'core/wire/message.ts',
  'core/wire/session.ts',
  'widget/turn.ts',
  'widget/transcript.ts',
  'widget/locales/en.ts',
  'widget/more/words.ts',
  'widget/voice/words.ts',
  'widget/package/index.d.ts',
];

test('what requests, answers, storage, words and pages know keeps its name', t => {
  const texts = known.map(file => readFileSync(join(root, file), 'utf8')).join('\n');
  t.deepEqual(
    ownNames.filter(name => new RegExp(`^\\s+(?:readonly )?${name}\\??[:(]`, 'm').test(texts)),
    [],
  );
  t.is(new Set(ownNames).size, ownNames.length);
  t.regex(texts, /^\s+(?:readonly )?repliedAt\??[:(]/m);
});

test('templates ask nothing of Lit that it is carried without', t => {
  const folder = join(root, 'widget');
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(file => file.endsWith('.ts'));
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
  t.regex(texts, /<[^>]* @click=\$\{/);
  t.notRegex(texts, /<[^>]* \?[\w-]+=\$\{|<[\w-]+ \$\{|<!--|@[\w-]+=\$\{\{|from 'lit\/directive/);
});
