/**
 * A long text in pieces that a channel takes, cut between sentences; within one only where it is too long itself, then
 * between words. Nothing but white space is lost, and no character is cut in two.
 */
const segmenters = (['sentence', 'word', 'grapheme'] as const).map(
  granularity => new Intl.Segmenter(undefined, {granularity}),
);

type Fits = (text: string) => boolean;

/** `fits`: the most UTF-16 units of a piece, or whether it may be one. No piece is empty; an empty text has none. */
export function splitText(text: string, fits: number | Fits): string[] {
  const mayBe: Fits = typeof fits === 'number' ? piece => piece.length <= fits : fits;
  return pack(segments(text.trim(), mayBe, 0), mayBe)
    .map(piece => piece.trim())
    .filter(piece => piece !== '');
}

/** The text in parts that are short enough, each as long as it need be. */
function segments(text: string, fits: Fits, grain: number): string[] {
  const segmenter = segmenters[grain];
  if (!segmenter || fits(text)) return [text];
  return [...segmenter.segment(text)].flatMap(({segment}) => segments(segment, fits, grain + 1));
}

function pack(parts: readonly string[], fits: Fits): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of parts) {
    if (piece !== '' && !fits((piece + part).trimEnd())) {
      pieces.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...pieces, piece];
}
