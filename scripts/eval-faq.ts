/**
 * `npm run eval:faq`: how much of the held-out questions the `faq` agent answers right, and how much it rightly does not
 * know, per clinic. Ends with 1 where a figure is below its target. `-- tuning` takes the questions it was made with.
 */
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {readExam, sitExam} from './faq-exam.ts';

const target = 0.9;
const name = process.argv[2] ?? 'heldout';

for (const clinic of loadClinics(defaultClinicsDir).values()) {
  const exam = readExam(name, clinic.id);
  const {right, honest, mistakes} = sitExam(clinic, exam);
  const [known, unknown] = [exam.known.length, exam.unknown.length];
  console.log(
    `${clinic.id.padEnd(8)} right ${right} of ${known}, "don't know" ${honest} of ${unknown} (targets: 90 %)`,
  );
  if (process.argv.includes('--mistakes')) for (const mistake of mistakes) console.log(`  ${mistake}`);
  if (right / known < target || honest / unknown < target) process.exitCode = 1;
}
