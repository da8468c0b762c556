/** Telegram's HTML: whatever an agent writes, no tag of its own gets through. */
import type {Marks} from '../sending/render-markdown.ts';

export const telegramMarks: Marks = {
  text: escapeHtml,
  bold: words => `<b>${words}</b>`,
  italic: words => `<i>${words}</i>`,
  strike: words => `<s>${words}</s>`,
  code: words => `<code>${escapeHtml(words)}</code>`,
  block: code => `<pre>${escapeHtml(code)}</pre>`,
  link: (words, url) => `<a href="${escapeHtml(url)}">${escapeHtml(words)}</a>`,
};

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
