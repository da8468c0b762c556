/** What tests of agents have in common: a question, and what comes of it. */

import type {Clinic} from '../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import type {Agent, Fact, Question} from '../../worker/agents/agent.ts';

const demo = loadClinics(defaultClinicsDir).get('demo');
if (!demo) throw new Error('There is no demo clinic');

/** The clinic that ships, with changes. */
export function clinic(fields: Partial<Clinic> = {}): Clinic {
  return {...(demo as Clinic), ...fields};
}

export function question(fields: Partial<Question> = {}): Question {
  return {
    text: 'What are your opening hours?',
    message: 'm1',
    session: 's1',
    attempt: 1,
    clinic: clinic(),
    history: [],
    metadata: {},
    signal: new AbortController().signal,
    ...fields,
  };
}

export type Heard = {pieces: string[]; text: string; facts: Fact; error?: unknown};

/** All that an agent says, and what it throws in the end. */
export async function hear(agent: Agent, fields: Partial<Question> = {}): Promise<Heard> {
  const heard: Heard = {pieces: [], text: '', facts: {}};
  const report = (fact: Fact) => Object.assign(heard.facts, fact);
  try {
    for await (const piece of agent.reply(question({report, ...fields}))) {
      heard.pieces.push(piece);
      heard.text += piece;
    }
  } catch (error) {
    heard.error = error;
  }
  return heard;
}
