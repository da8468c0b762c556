/**
 * A long text in pieces that a channel takes, cut between sentences; within one only where it is too long itself, then
 * between words. Nothing but white space is lost, and no character is cut in two.
 */
const segmenters = (['sentence', 'word', 'grapheme'] as const).map(
  granularity => new Intl.Segmenter(undefined, {granularity}),
);

const stretch = 2048;

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
  return [...cut(text, segmenter)].flatMap(segment => segments(segment, fits, grain + 1));
}

/** V8 gives each segment a copy of the whole text: a long one is cut stretch by stretch. */
function* cut(text: string, segmenter: Intl.Segmenter): Generator<string> {
  for (let from = 0, length = stretch; from < text.length; ) {
    const found = [...segmenter.segment(text.slice(from, from + length))].map(({segment}) => segment);
    const isLast = from + length >= text.length;
    // The last one may go on behind the stretch: it is the first of the next, or the stretch is too short for any.
    if (!isLast && found.length === 1) {
      length *= 2;
      continue;
    }
    if (!isLast) found.pop();
    yield* found;
    from += found.reduce((sum, segment) => sum + segment.length, 0);
    length = stretch;
  }
}

function pack(parts: readonly string[], fits: Fits): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < parts.length; ) {
    const to = endOf(parts, from, fits);
    pieces.push(parts.slice(from, to).join(''));
    from = to;
  }
  return pieces;
}

/** Behind the last part that is still of the piece: by doubling and halving, since each look reads the whole piece. */
function endOf(parts: readonly string[], from: number, fits: Fits): number {
  const fitTo = (to: number) => fits(parts.slice(from, to).join('').trimEnd());
  let fitting = from + 1; // a part by itself is as short as it can be
  let step = 1;
  for (; fitting + step <= parts.length && fitTo(fitting + step); step *= 2) fitting += step;
  let beyond = Math.min(fitting + step, parts.length + 1);
  while (beyond - fitting > 1) {
    const middle = Math.floor((fitting + beyond) / 2);
    if (fitTo(middle)) fitting = middle;
    else beyond = middle;
  }
  return fitting;
}
