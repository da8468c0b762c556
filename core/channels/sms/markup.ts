/** An SMS has no marks. */
import type {Marks} from '../sending/render-markdown.ts';

const plain = (words: string) => words;

export const smsMarks: Marks = {
  text: plain,
  bold: plain,
  italic: plain,
  strike: plain,
  code: plain,
  block: plain,
  link: (words, url) => (words === url ? url : `${words} (${url.replace(/^(?:mailto|tel):/, '')})`),
};
