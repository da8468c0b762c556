import {defineSettings} from '../settings/settings.ts';
import {text} from '../settings/variable.ts';
import {processSettings} from './process.ts';

export const clinicsSettings = defineSettings({
  title: 'clinics (web and worker)',
  variables: {
    CLINICS_DIR: text(
      'A folder with one <id>.json per clinic; default: the invented ones that ship with PlainTalk.',
    ),
    DEFAULT_CLINIC: text(
      'Who answers where a page names no clinic, or an unknown one. In development: demo. In ' +
        'production: nobody (404).',
    ),
  },
  uses: {NODE_ENV: processSettings.variables.NODE_ENV},
  value: ({CLINICS_DIR, DEFAULT_CLINIC, NODE_ENV}) => ({
    dir: CLINICS_DIR,
    fallback: DEFAULT_CLINIC ?? (NODE_ENV === 'production' ? undefined : 'demo'),
  }),
});
