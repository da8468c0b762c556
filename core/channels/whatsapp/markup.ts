/** WhatsApp's own marks. It has no links with words: the address stands behind them. */
import type {Marks} from '../sending/render-markdown.ts';

export const whatsAppMarks: Marks = {
  text: words => words,
  bold: words => `*${words}*`,
  italic: words => `_${words}_`,
  strike: words => `~${words}~`,
  code: words => `\`${words}\``,
  block: code => `\`\`\`${code}\`\`\``,
  link: (words, url) => (words === url ? url : `${words} (${url.replace(/^(?:mailto|tel):/, '')})`),
};
