/**
 * The held-out questions were written before the agent was last changed, and nothing was changed after their mistakes were
 * seen. Who changes the agent because of one moves them all to the tuning questions and writes new ones first.
 */
import test from 'ava';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {readExam, sitExam} from '../../scripts/faq-exam.ts';

for (const clinic of loadClinics(defaultClinicsDir).values()) {
  const exam = readExam('heldout', clinic.id);

  test(`answers nine of ten held-out questions right (${clinic.id})`, t => {
    t.is(exam.known.length, 100);
    const {right, mistakes} = sitExam(clinic, exam);
    t.true(right >= 90, mistakes.join('\n'));
  });

  test(`says of nine of ten held-out strange questions that it does not know (${clinic.id})`, t => {
    t.is(exam.unknown.length, 30);
    const {honest, mistakes} = sitExam(clinic, exam);
    t.true(honest >= 27, mistakes.join('\n'));
  });

  test(`answers the questions that it was made with (${clinic.id})`, t => {
    const {known, unknown, now} = readExam('tuning', clinic.id);
    const {right, honest, mistakes} = sitExam(clinic, {known, unknown, now});
    t.true(right / known.length >= 0.9, mistakes.join('\n'));
    t.true(honest / unknown.length >= 0.85, mistakes.join('\n'));
  });
}
