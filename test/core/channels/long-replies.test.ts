/** Replies as long as AGENT_MAX_CHARS allows, of nothing but the beginnings of marks: no sender is held up by them. */
import {renderMarkdown} from '../../../core/channels/sending/render-markdown.ts';
import {sms} from '../../../core/channels/sms/sms.ts';
import {telegram} from '../../../core/channels/telegram/telegram.ts';
import {whatsAppMarks} from '../../../core/channels/whatsapp/markup.ts';
import {whatsapp} from '../../../core/channels/whatsapp/whatsapp.ts';
import {test} from '../../helpers/test.ts';
import {channelConfig} from '../../helpers/webhook.ts';

const length = 100_000;
/** Of the process alone: others have the machine as well. */
const mostMs = 1500;

const characters = [...'[(*_~`|<>#-\n'];
const beginnings = [' **a', ' __a', ' ~~a', ' *a', '[a](http://a', '[a](http://a ', '```\n', 'a '];
const repeated = (words: string) => words.repeat(length / words.length);
const texts = [
  ...[...characters, ...beginnings].map(repeated),
  `# a${' '.repeat(length)}a`,
  `- ${' '.repeat(length)}`,
];

function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const {user, system} = process.cpuUsage(before);
  return (user + system) / 1000;
}

const outbound = {
  WhatsApp: whatsapp.outbound(
    {...channelConfig.channels.whatsapp, url: 'http://127.0.0.1:1', apiKey: 'key'},
    channelConfig.server,
  ),
  Telegram: telegram.outbound(channelConfig.channels.telegram),
  SMS: sms.outbound(channelConfig.channels.sms, channelConfig.server),
};

for (const [name, channel] of Object.entries(outbound)) {
  test(`a reply of ${length} characters is made ready for ${name} in time in proportion to its length`, t => {
    for (const text of characters.map(repeated)) {
      const ms = cpuMs(() => t.truthy(channel?.render(text, '+15555550142')));
      t.true(ms < mostMs, `${JSON.stringify(text.slice(0, 14))}: ${Math.round(ms)} ms`);
    }
  });
}

test('a mark that never ends costs a whole reply no more than its length', t => {
  for (const text of texts) {
    const ms = cpuMs(() => renderMarkdown(text, whatsAppMarks));
    t.true(ms < mostMs, `${JSON.stringify(text.slice(0, 14))}: ${Math.round(ms)} ms`);
  }
});
