import {isIP} from 'node:net';
import {z} from 'zod';
import {originMistake} from '../origin.ts';
import {defineSettings} from '../settings/settings.ts';
import {httpUrl, list, told, whole} from '../settings/variable.ts';
import {processSettings} from './process.ts';

const AllowedOrigin = z.string().check(context => {
  const message = context.value === '*' ? undefined : originMistake(context.value);
  if (message) context.issues.push({code: 'custom', message, input: context.value});
});

export const serverSettings = defineSettings({
  title: 'addresses (web; PUBLIC_URL also worker)',
  variables: {
    PORT: whole('Where it listens; 0 takes any free port.', {fallback: 3000, min: 0, max: 65_535}),
    HOST: told(
      z
        .string()
        .refine(
          host => isIP(host) > 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(host),
          'must be a name or an IP address, without scheme and port',
        )
        .optional(),
      {description: 'Default: all interfaces.'},
    ),
    PUBLIC_URL: httpUrl(
      'Where browsers reach this server, as https://chat.example; pages of this origin are always ' +
        'allowed. Needed where a clinic has whatsapp.noHealthData, whose links to the secure widget begin ' +
        'with it, and for SMS, whose signature covers it.',
    ),
    TRUST_PROXY_HOPS: whole(
      'Proxies of ours before it, each of which adds to X-Forwarded-For whom it saw; on Heroku 1. With 0 the header is not read.',
      {fallback: 0, min: 0, max: 10},
    ),
    ALLOWED_ORIGINS: list(
      'Other sites whose pages may chat: exact origins with commas between, or *. In development: *. In ' +
        'production: none. What no browser would ever say is refused at the start.',
      AllowedOrigin,
    ),
  },
  uses: {NODE_ENV: processSettings.variables.NODE_ENV},
  value: ({PORT, HOST, PUBLIC_URL, TRUST_PROXY_HOPS, ALLOWED_ORIGINS, NODE_ENV}) => ({
    port: PORT,
    host: HOST,
    publicUrl: PUBLIC_URL,
    proxyHops: TRUST_PROXY_HOPS,
    allowedOrigins: ALLOWED_ORIGINS ?? (NODE_ENV === 'production' ? [] : ['*']),
  }),
});
