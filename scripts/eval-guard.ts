/**
 * `npm run eval:guard`: how well the safety guard hears, on phrases that it was tuned on and on those that were held
 * out, and how long it takes. `-- --misses` lists what it got wrong among the former; the latter stay unread.
 */
import {Clinic} from '../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {hearAlarm} from '../core/guard/hear-alarm.ts';
import {everyday, languages, type Part, phrases, score} from './guard-phrases.ts';

const clinics = loadClinics(defaultClinicsDir);
const clinic = Clinic.parse(clinics.get('demo'));
const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);

console.log('part       language  phrases  alarms    recall  precision');
for (const part of ['tuning', 'held out'] satisfies Part[]) {
  for (const language of [...languages, undefined]) {
    const chosen = phrases(part, language);
    const {recall, precision, missed, mistaken} = score(chosen, clinic);
    const row = [
      part.padEnd(9),
      (language ?? 'both').padEnd(8),
      String(chosen.length).padStart(8),
      String(chosen.filter(({alarm}) => alarm).length).padStart(7),
      percent(recall),
      percent(precision).padStart(10),
    ];
    console.log(row.join('  '));
    if (part === 'tuning' && language && process.argv.includes('--misses')) {
      for (const text of missed) console.log(`  missed:   ${text}`);
      for (const text of mistaken) console.log(`  mistaken: ${text}`);
    }
  }
}
const asked = everyday(['heldout']);
console.log(`of ${asked.length} everyday questions, mistaken: ${score(asked, clinic).mistaken.length}`);
printTimes(
  'a phrase',
  phrases().map(({text}) => text),
);
printTimes('4,000 characters', longTexts());

/** Phrases one after the other, until the text is as long as a message may be. */
function longTexts(): string[] {
  const all = phrases().map(({text}) => text);
  return all.map((_, i) => [...all.slice(i), ...all].join('. ').slice(0, 4000));
}

/** Of each text the shortest of five times: what a text takes, not what else the machine is doing. */
function printTimes(title: string, texts: readonly string[]): void {
  const times = texts.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 6; round++) {
    for (const [i, text] of texts.entries()) {
      const begin = performance.now();
      hearAlarm(clinic, text);
      const ms = performance.now() - begin;
      // The first round only warms up.
      if (round > 0) times[i] = Math.min(times[i] ?? ms, ms);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => `${times[Math.floor((times.length - 1) * share)]?.toFixed(3)} ms`;
  console.log(`time for ${title}: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`);
}
