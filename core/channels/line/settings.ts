import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {httpUrl, text} from '../../settings/variable.ts';

export const lineSettings = defineSettings({
  title: 'a line (web and worker)',
  variables: {
    LINE_SECRET: text('The last part of the address that its webhook posts to, /webhooks/line/….'),
    LINE_URL: httpUrl('Where replies are posted.'),
  },
  value: ({LINE_SECRET, LINE_URL}) => ({secret: LINE_SECRET, url: LINE_URL}),
});
export type LineSettings = ValueOf<typeof lineSettings>;
