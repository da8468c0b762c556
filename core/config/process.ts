import {defineSettings} from '../settings/settings.ts';
import {word} from '../settings/variable.ts';

export const processSettings = defineSettings({
  title: 'every process',
  variables: {
    NODE_ENV: word(
      'development, test or production; production turns the checks on: Redis must keep what it has ' +
        '(AOF on, noeviction, 7.0 or newer), secrets must be there and strong, there is no default clinic, and no ' +
        'foreign origin unless it is listed.',
      {of: ['development', 'test', 'production'], fallback: 'development'},
    ),
    LOG_LEVEL: word('trace, debug, info, warn, error, fatal or silent.', {
      of: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      fallback: 'info',
    }),
  },
  value: ({NODE_ENV, LOG_LEVEL}) => ({production: NODE_ENV === 'production', logLevel: LOG_LEVEL}),
});
