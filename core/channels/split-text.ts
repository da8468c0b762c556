/**
 * A long text in pieces that a channel takes, cut between sentences; within one only where it is too long itself, then
 * between words. Nothing but white space is lost, and no character is cut in two.
 */
const segmenters = (['sentence', 'word', 'grapheme'] as const).map(
  granularity => new Intl.Segmenter(undefined, {granularity}),
);

/** `longest` in UTF-16 units. No piece is empty; an empty text has none. */
export function splitText(text: string, longest: number): string[] {
  return pack(segments(text.trim(), longest, 0), longest)
    .map(piece => piece.trim())
    .filter(piece => piece !== '');
}

/** The text in parts that are short enough, each as long as it need be. */
function segments(text: string, longest: number, grain: number): string[] {
  const segmenter = segmenters[grain];
  if (text.length <= longest || !segmenter) return [text];
  return [...segmenter.segment(text)].flatMap(({segment}) => segments(segment, longest, grain + 1));
}

function pack(parts: readonly string[], longest: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const part of parts) {
    if (piece !== '' && (piece + part).trimEnd().length > longest) {
      pieces.push(piece);
      piece = '';
    }
    piece += part;
  }
  return [...pieces, piece];
}
