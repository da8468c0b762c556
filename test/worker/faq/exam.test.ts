/**
 * The held-out questions were written by others than the agent, its phrases and its tuning, and nothing was changed after
 * their mistakes were seen. Who changes the agent because of one moves them all to the tuning questions and writes new
 * ones first.
 */
import {readFileSync} from 'node:fs';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {costOf, sitExam} from '../../../scripts/faq/exam.ts';
import {examsOf, readExam} from '../../../scripts/faq/exams.ts';
import {digestInputs} from '../../../scripts/faq/training-data.ts';
import {test} from '../../helpers/test.ts';

for (const clinic of loadClinics(defaultClinicsDir).values()) {
  test(`answers nine of ten held-out questions right (${clinic.id})`, t => {
    const exam = readExam('heldout', clinic.id);
    t.is(exam.known.length, 100);
    const {right, mistakes} = sitExam(clinic, exam);
    t.true(right >= 89, mistakes.join('\n'));
  });

  test(`is seldom wrong in held-out questions and messages (${clinic.id})`, t => {
    const results = examsOf('heldout', clinic.id).map(name => sitExam(clinic, readExam(name, clinic.id)));
    const sum = (of: (result: (typeof results)[number]) => number) =>
      results.reduce((all, each) => all + of(each), 0);
    t.true(sum(({known}) => known) >= 100);
    t.true(sum(({unknown}) => unknown) >= 100);
    const mistakes = results.flatMap(result => result.mistakes).join('\n');
    t.true(sum(({wrong}) => wrong) / sum(({known, unknown}) => known + unknown) <= 0.03, mistakes);
  });

  test(`answers the questions that it was made with (${clinic.id})`, t => {
    for (const name of ['tuning', 'tuning-questions', 'tuning-voices']) {
      const result = sitExam(clinic, readExam(name, clinic.id));
      t.true(result.right / result.known >= 0.9, result.mistakes.join('\n'));
      t.true(costOf(result) <= 20, result.mistakes.join('\n'));
    }
  });
}

test('costs ten times as much where it is wrong as where it does not know', t => {
  const exam = {known: 60, right: 50, missed: 5, unknown: 40, honest: 38, wrong: 7, mistakes: []};
  t.is(costOf(exam), 75);
});

test('was trained on the phrases that are there now (else: npm run train:faq)', t => {
  const weights = new URL('../../../worker/agents/faq/topics/weights.json', import.meta.url);
  const {inputs}: {inputs: string} = JSON.parse(readFileSync(weights, 'utf8'));
  t.is(inputs, digestInputs());
});
