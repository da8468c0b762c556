/** What tests of agents have in common: a question, and what comes of it. */

import type {Clinic} from '../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import type {Agent, Question, Said} from '../../worker/agents/agent.ts';

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

export type Heard = {
  /** The words as they came, also those that were taken back. */
  pieces: string[];
  /** The reply: the words that were not taken back. */
  text: string;
  resets: number;
  /** Was there a sign of life without a word? */
  writing: boolean;
  facts: {
    agent?: string;
    tokens?: {input: number; output: number};
    handoff?: {reason: string};
    choices?: readonly string[];
  };
  error?: unknown;
};

/** All that an agent says, and what it throws in the end. */
export async function hear(agent: Pick<Agent, 'reply'>, fields: Partial<Question> = {}): Promise<Heard> {
  const heard: Heard = {pieces: [], text: '', resets: 0, writing: false, facts: {}};
  try {
    for await (const said of agent.reply(question(fields))) take(heard, said);
  } catch (error) {
    heard.error = error;
  }
  return heard;
}

function take(heard: Heard, said: Said): void {
  const {facts} = heard;
  if (typeof said === 'string') {
    heard.pieces.push(said);
    heard.text += said;
  } else if (said.type === 'reset') {
    heard.resets += 1;
    heard.text = '';
    delete facts.handoff;
    delete facts.choices;
  } else if (said.type === 'writing') heard.writing = true;
  else if (said.type === 'by') facts.agent = said.agent;
  else if (said.type === 'handoff') facts.handoff = {reason: said.reason};
  else if (said.type === 'choices') facts.choices = said.choices;
  else if (said.type === 'tokens') facts.tokens = {input: said.input, output: said.output};
}
