/** How long the guard takes: for messages as they come, for texts made to take long, and to start. */
import {loadEar} from '../../core/guard/ear.ts';

const length = 4000;

/** Each the median of some rounds, after one that warms up. */
export function timeGuard(texts: readonly string[]): void {
  const before = process.memoryUsage.rss();
  const begin = performance.now();
  const ear = loadEar();
  const startMs = performance.now() - begin;
  const startMb = (process.memoryUsage.rss() - before) / 2 ** 20;
  const perText = medianOf(7, () => {
    for (const text of texts) ear.hear(text);
  });
  const words = texts.reduce((sum, text) => sum + text.split(' ').length, 0) / texts.length;
  const long = longTexts(texts).map(text => medianOf(21, () => ear.hear(text)));
  console.log(
    `a message (${words.toFixed(0)} words, mean): ${((perText / texts.length) * 1000).toFixed(1)} µs`,
  );
  console.log(
    `${length} characters, the slowest of ${long.length} kinds: ${Math.max(...long).toFixed(3)} ms`,
  );
  console.log(`another start: ${startMs.toFixed(0)} ms, ${startMb.toFixed(1)} MB`);
}

/** Real words, one letter, words of one letter, phrases that begin and do not end, other scripts, pictures. */
export function longTexts(texts: readonly string[]): string[] {
  const parts = [
    'a',
    'a ',
    'ab. ',
    'took all ',
    'no puedo ',
    'I want ',
    'é',
    '\u0301',
    '🆘',
    'ж',
    '痛 ',
    '1',
    '1 ',
    '. ',
    '𝐡',
    'ﷺ',
    "'",
    'xq zj ',
  ];
  const repeated = parts.map(part => part.repeat(length).slice(0, length));
  return [texts.join(' ').slice(0, length), texts.slice(-400).join('. ').slice(0, length), ...repeated];
}

function medianOf(rounds: number, run: () => void): number {
  run();
  const times = Array.from({length: rounds}, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  });
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
