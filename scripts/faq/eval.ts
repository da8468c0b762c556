/**
 * `npm run eval:faq`: how much of the held-out questions the `faq` agent answers right, how often it is wrong where it
 * should have been silent, and what that costs; per clinic and set, with 95 % intervals. `-- tuning` takes the
 * questions that it was made with, `-- --mistakes` lists what went wrong.
 */
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {costOf, sitExam} from './exam.ts';
import {examsOf, readExam} from './exams.ts';

const name = process.argv.slice(2).find(each => !each.startsWith('-')) ?? 'heldout';

for (const clinic of loadClinics(defaultClinicsDir).values()) {
  for (const exam of examsOf(name, clinic.id)) {
    const result = sitExam(clinic, readExam(exam, clinic.id));
    const {known, right, unknown, honest, wrong} = result;
    console.log(
      `${clinic.id.padEnd(8)} ${exam.padEnd(16)} right ${share(right, known)} · honest ${share(honest, unknown)} · ` +
        `wrong ${share(wrong, known + unknown)} · cost ${costOf(result).toFixed(1)} per 100`,
    );
    if (process.argv.includes('--mistakes'))
      for (const mistake of result.mistakes) console.log(`  ${mistake}`);
  }
}

/** "94 of 100 (88 to 97 %)": Wilson's interval, which holds near the ends too. */
function share(part: number, whole: number): string {
  const z = 1.96;
  const p = part / whole;
  const middle = p + (z * z) / (2 * whole);
  const spread = z * Math.sqrt((p * (1 - p)) / whole + (z * z) / (4 * whole * whole));
  const [low, high] = [middle - spread, middle + spread].map(end => (100 * end) / (1 + (z * z) / whole));
  return `${part} of ${whole} (${low?.toFixed(1)} to ${high?.toFixed(1)} %)`;
}
