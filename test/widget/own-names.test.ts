/** Members whose names are shortened in what is shipped: nobody outside of the scripts may know them by their names. */
import {readFileSync} from 'node:fs';
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
