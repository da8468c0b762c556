/** The kinds of message that once were answered wrongly: each with siblings that no list has. */

import type {Clinic} from '../../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import type {Question} from '../../../worker/agents/agent.ts';
import {type Answer, answer} from '../../../worker/agents/faq/answer.ts';
import {createFaqAgent} from '../../../worker/agents/faq/faq.ts';
import {hear} from '../../helpers/agent.ts';
import {test} from '../../helpers/test.ts';

const clinics = loadClinics(defaultClinicsDir);
const demo = clinicOf('demo');
const demoEs = clinicOf('demo-es');

/** Wednesday, 16 December 2026, at 14:30 in Chicago and in Mexico City. */
const wednesday = '2026-12-16T20:30:00Z';

test('leaves personal medical questions to a clinician, and says how to reach one', t => {
  const asked = ['is my cancer coming back', 'should i stop taking my warfarin', 'is my biopsy malignant'];
  for (const text of [...asked, 'can i take ibuprofen with alcohol']) {
    const {from, text: said} = ask(demo, text);
    t.is(from, 'clinician', text);
    t.true(said.includes('doctor or a nurse') && said.includes('911') && said.includes(demo.contact.phone));
  }
  for (const text of ['¿me va a volver el cáncer?', 'dejo de tomar la metformina?', 'me duele la rodilla']) {
    t.is(ask(demoEs, text).from, 'clinician', text);
  }
});

test('does not take pets and other strange things for what it knows', t => {
  const strange = [
    'can I bring my dog',
    'may i bring my rabbit',
    'can i bring my guitar',
    'cancel my netflix',
  ];
  for (const text of [...strange, 'refill my coffee', 'is the pool open on sunday']) {
    t.is(ask(demo, text).from, 'unknown', text);
  }
  for (const text of ['puedo llevar a mi perro', 'dame una receta de lasaña']) {
    t.is(ask(demoEs, text).from, 'unknown', text);
  }
});

test('refills whatever the medicine is called', t => {
  for (const name of ['Concerta 27', 'lisinopril', 'Zyxelvia'])
    t.is(ask(demo, `i need a refill of ${name}`).from, 'refills');
  t.is(ask(demoEs, 'me resurten el Xelvazar por favor').from, 'recetas');
});

test('forgives a letter that is missing or swapped, in short words too', t => {
  const typos = ['parkng', 'pakring', 'opening huors', 'adress', 'insurnace'];
  t.deepEqual(
    typos.map(text => ask(demo, text).from),
    ['parking', 'parking', 'hours', 'address', 'insurance'],
  );
  t.is(ask(demo, 'are you open on munday?').from, 'hours:2026-12-21');
  t.deepEqual(
    ['orario', 'estasionamiento'].map(text => ask(demoEs, text).from),
    ['horario', 'estacionamiento'],
  );
});

test('says honestly that an insurer is not among those it knows', t => {
  t.regex(
    ask(demo, 'do you accept cigna?').text,
    /^I do not find that insurance in my list\. We accept Medicare/,
  );
  t.regex(ask(demo, 'do you accept medicaid?').text, /^We accept Medicare/);
  t.regex(ask(demoEs, '¿aceptan Axa?').text, /^No encuentro ese seguro/);
});

test('answers several questions, each once, also in two languages', t => {
  t.is(
    ask(demo, 'Where are you? What are your hours? Do you take Medicaid?').from,
    'address+hours+insurance',
  );
  t.is(ask(demo, 'where are you located and is there parking').from, 'address+parking');
  t.regex(ask(demo, '¿Hay estacionamiento? Is there parking?').from, /^parking(?:-es)?$/);
  t.is(ask(demo, 'hi! where can i park?').from, 'parking');
});

test('answers what is asked of the answer before', t => {
  t.is(ask(demo, 'where can i park?', 'is it free?').from, 'parking');
  t.is(ask(demo, 'do you give flu shots?', 'where?').from, 'address');
  t.is(ask(demo, 'do you have walk ins?', 'how much?').from, 'prices');
  t.is(ask(demo, 'do you see kids', 'and when?').from, 'hours');
});

test('knows complaints, thanks, emoji, and who it is', t => {
  t.is(ask(demo, 'this is the worst service ever').from, 'complaints');
  t.is(ask(demo, 'thank you so much, you are the best').from, 'small-talk:thanks');
  t.is(ask(demo, '❤️👍').from, 'small-talk:wordless');
  for (const text of ['who are you?', 'are you a robot?']) t.is(ask(demo, text).from, 'assistant');
  t.true(ask(demo, 'can I talk to a person?').wantsPerson);
});

test('answers beside the guard with the entry for emergencies, or with nothing', async t => {
  const guard = {kind: 'urgent', text: 'Call 911.', phone: '911'} as const;
  const agent = createFaqAgent({paceMs: 0});
  const question = {...questionFor(demo, 'my luggage is late'), guard};
  t.regex((await hear(agent, question)).text, /^If this is an emergency/);
  const without = {...demo, knowledge: demo.knowledge.filter(({kind}) => kind !== 'emergency')};
  t.is((await hear(agent, {...question, clinic: without})).text, '');
});

test('reports what the visitor may tap next', async t => {
  const choices = ['Book a visit', 'Prices'];
  const clinic = {
    ...demo,
    knowledge: demo.knowledge.map(entry => (entry.id === 'parking' ? {...entry, choices} : entry)),
  };
  const offered = async (text: string) =>
    (await hear(createFaqAgent({paceMs: 0}), questionFor(clinic, text))).facts.choices;
  t.deepEqual(await offered('where can i park'), choices);
  t.is(await offered('where are you'), undefined);
});

test('answers any 4,000 characters in no time', t => {
  const texts = [
    pad(i => `${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + ((i * 7) % 26))} `),
    pad(i => `${(i * 7919).toString(36)}xyzzyplughabcde `),
    pad(i => `where can i park ${i}? my knee hurts\n`),
    ' '.repeat(4000),
    '12/12 '.repeat(666),
  ];
  for (const text of texts) ask(demo, text);
  for (const text of texts) {
    const times = Array.from({length: 5}, () => {
      const started = performance.now();
      ask(demo, text);
      return performance.now() - started;
    });
    t.true(Math.min(...times) <= 20, `${Math.min(...times)} ms`);
  }
});

function pad(piece: (i: number) => string): string {
  return Array.from({length: 1400}, (_, i) => piece(i))
    .join('')
    .slice(0, 4000);
}

/** What is said to the last of `said`. */
function ask(clinic: Clinic, ...said: readonly string[]): Answer {
  const history = said.slice(0, -1).map(text => ({role: 'user' as const, text}));
  return answer({clinic, text: said.at(-1) ?? '', history}, new Date(wednesday));
}

function questionFor(clinic: Clinic, text: string): Question {
  const {signal} = new AbortController();
  return {
    text,
    message: 'm1',
    session: 's1',
    channel: 'widget',
    attempt: 1,
    clinic,
    history: [],
    metadata: {},
    signal,
  };
}

function clinicOf(id: string): Clinic {
  const clinic = clinics.get(id);
  if (!clinic) throw new Error(`no clinic ${id}`);
  return clinic;
}
