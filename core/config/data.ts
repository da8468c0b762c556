import {z} from 'zod';
import {parseDataKey} from '../seal.ts';
import {defineSettings} from '../settings/settings.ts';
import {list} from '../settings/variable.ts';

/** Accepts what was written before there were keys, until `npm run reseal` has been run. */
const plain = 'plain';

export const dataSettings = defineSettings({
  title: 'data at rest',
  variables: {
    DATA_KEYS: list(
      'What visitors say and who they are is sealed in Redis by the first of these, and opened by any: `id:<base64 of 32 ' +
        'bytes>`, or a secret of at least 32 characters. To rotate, put a new one in front, run `npm run reseal`, and take ' +
        'the old one away. `plain` at the end reads what was written before there were keys.',
      z
        .string()
        .refine(
          item => item === plain || parseDataKey(item) !== null,
          'must be id:<base64 of 32 bytes>, or a secret of at least 32 characters',
        ),
    ),
  },
  check: ({DATA_KEYS = []}) => {
    const ids = DATA_KEYS.map(parseDataKey).flatMap(key => key?.id ?? []);
    return new Set(ids).size < ids.length
      ? ['DATA_KEYS: must have another id for each key, or what one has sealed is opened by the other']
      : [];
  },
  value: ({DATA_KEYS = []}) => ({
    keys: DATA_KEYS.map(parseDataKey).filter(key => key !== null),
    acceptPlain: DATA_KEYS.includes(plain),
  }),
});
