import {getEventListeners} from 'node:events';
import fc from 'fast-check';
import type {Clinic} from '../../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import type {Utterance} from '../../../core/queue/transcript.ts';
import type {Question, Said} from '../../../worker/agents/agent.ts';
import {answer as answerTo} from '../../../worker/agents/faq/answer.ts';
import {createFaqAgent} from '../../../worker/agents/faq/faq.ts';
import {languageOf} from '../../../worker/agents/faq/language/languages.ts';
import {findEntry} from '../../../worker/agents/faq/search/find.ts';
import {hear} from '../../helpers/agent.ts';
import {test} from '../../helpers/test.ts';

const clinics = loadClinics(defaultClinicsDir);
const demo = clinicOf('demo');
const demoEs = clinicOf('demo-es');

for (const clinic of clinics.values()) {
  test(`finds every entry by each of its phrasings (${clinic.id})`, t => {
    for (const entry of clinic.knowledge) {
      for (const phrasing of entry.questions)
        t.is(findEntry(clinic, phrasing, languageOf(clinic, entry))?.id, entry.id, phrasing);
    }
  });

  test(`has an answer to every quick reply (${clinic.id})`, t => {
    for (const reply of clinic.quickReplies ?? []) t.not(from(clinic, reply), 'unknown', reply);
  });
}

test('tells the opening hours in the words of the clinic', async t => {
  t.is(
    await answer(demo, 'What are your opening hours?'),
    'We are open Monday to Friday from 8:00 AM to 6:00 PM, and on Thursday until 8:00 PM. On Saturday we are open from 9:00 AM to 1:00 PM. We are closed on Sunday.',
  );
});

test('reads a question alike with and without accents', t => {
  t.is(findEntry(demoEs, '¿CUÁNTO CUESTA UNA CONSULTA?')?.id, 'precios');
  t.is(findEntry(demoEs, 'cuanto cuesta una consulta')?.id, 'precios');
  t.is(findEntry(demoEs, 'cua\u0301nto cuesta una consulta')?.id, 'precios');
});

test('finds the question in a long story', t => {
  const story =
    'We came back from the mountains on Tuesday and the dog barked. Which insurance do you accept? The dog is fine.';
  t.is(from(demo, story), 'insurance');
});

test('keeps what one clinic knows from another', t => {
  const other: Clinic = {
    ...demo,
    knowledge: [{id: 'boats', questions: ['Do you rent boats?'], answer: 'Yes.'}],
  };
  t.is(findEntry(other, 'boats')?.id, 'boats');
  t.is(findEntry(demo, 'boats'), null);
  t.is(findEntry(other, 'What are your opening hours?'), null);
});

test('says that it does not know, and how to reach a person', async t => {
  t.is(
    await answer(demo, 'Who painted the Mona Lisa?'),
    `I am sorry, I do not know that. ${demo.contact.person}`,
  );
  t.is(
    await answer(demoEs, '¿Quién pintó la Mona Lisa?'),
    `Lo siento, eso no lo sé. ${demoEs.contact.person}`,
  );
});

test('does not know what is no word', async t => {
  for (const text of ['?', '…', '   ', "'s", '__proto__', 'a'.repeat(4000)]) {
    t.is(await answer(demo, text), `I am sorry, I do not know that. ${demo.contact.person}`, text);
  }
});

test('answers greetings, thanks and goodbyes in kind', async t => {
  for (const text of ['Hi!', 'hello there', 'Good morning']) t.regex(await answer(demo, text), /^Hello!/);
  for (const text of ['thanks a lot', 'ok, thank you so much']) t.regex(await answer(demo, text), /welcome/);
  for (const text of ['thanks, bye', 'Goodbye']) t.regex(await answer(demo, text), /^Goodbye/);
  for (const text of ['hola', '¡Buenos días!']) t.regex(await answer(demoEs, text), /^¡Hola!/);
  t.regex(await answer(demoEs, 'muchas gracias'), /gusto/);
  t.regex(await answer(demoEs, 'adiós'), /^¡Hasta luego/);
});

test('answers the question that comes with a greeting', async t => {
  t.regex(await answer(demo, 'Good morning! Where can I park? Thanks, bye'), /^Yes, you can park for free/);
});

test('streams word by word, and the pieces joined are the answer', async t => {
  const clinic: Clinic = {
    ...demo,
    knowledge: [{id: 'count', questions: ['count'], answer: 'one two  three.'}],
  };
  t.deepEqual(await collect(ask(clinic, 'count')), ['one', ' two', '  three.']);
});

test('keeps the line breaks of an answer', async t => {
  const text = 'First line\n\n- a  b\n- c';
  const clinic: Clinic = {...demo, knowledge: [{id: 'list', questions: ['list'], answer: text}]};
  t.is(await answer(clinic, 'list'), text);
});

test('says something to whatever is said', async t => {
  const says = async (said: string) => (await answer(demo, said)).length > 0;
  const said = fc.string({unit: 'binary', maxLength: 400});
  await t.notThrowsAsync(fc.assert(fc.asyncProperty(said, says), {numRuns: 200}));
});

test('starts no timer without a pace', async t => {
  let ticked = false;
  setImmediate(() => {
    ticked = true;
  });
  t.true((await collect(ask(demo, 'parking'))).length > 10);
  t.false(ticked);
});

test('pauses between words', async t => {
  const clinic: Clinic = {...demo, knowledge: [{id: 'count', questions: ['count'], answer: 'one two three'}]};
  const started = performance.now();
  await collect(createFaqAgent({paceMs: 40}).reply(question(clinic, 'count')));
  const tookMs = performance.now() - started;
  t.true(tookMs >= 78, `two pauses took ${tookMs} ms`); // timers may be a millisecond early
});

test('says the first word at once, and stops in a pause with the reason of the signal', async t => {
  const controller = new AbortController();
  const reason = new Error('the claim was lost');
  const reply = createFaqAgent({paceMs: 600_000}).reply(question(demo, 'parking', controller.signal));
  const pieces = reply[Symbol.asyncIterator]();
  t.is((await pieces.next()).value, 'Yes,');

  const pausing = t.throwsAsync(pieces.next());
  await new Promise(resolve => setImmediate(resolve));
  const abortedAt = performance.now();
  controller.abort(reason);
  t.is(await pausing, reason);
  t.true(performance.now() - abortedAt < 50);
  t.is(getEventListeners(controller.signal, 'abort').length, 0);
});

test('leaves no listener on the signal of a whole answer', async t => {
  const {signal} = new AbortController();
  await collect(createFaqAgent({paceMs: 1}).reply(question(demo, 'parking', signal)));
  t.is(getEventListeners(signal, 'abort').length, 0);
});

test('says nothing once the signal is aborted', async t => {
  const reason = new Error('cancelled');
  const pieces = createFaqAgent({paceMs: 0}).reply(question(demo, 'parking', AbortSignal.abort(reason)));
  t.is(await t.throwsAsync(collect(pieces)), reason);

  const controller = new AbortController();
  const running = ask(demo, 'parking', controller.signal)[Symbol.asyncIterator]();
  await running.next();
  controller.abort(reason);
  t.is(await t.throwsAsync(async () => running.next()), reason);
});

test('answers in the language of the visitor, where the clinic has it', async t => {
  t.regex(await answer(demo, '¿dónde puedo estacionar?'), /^Sí, puede estacionar gratis/);
  t.regex(await answer(demoEs, 'where can I park?'), /^Yes, you can park for free/);
  t.is(
    await answer(demo, '¿quién pintó la mona lisa?'),
    'Lo siento, eso no lo sé. Para hablar con una persona, llame a la recepción al (555) 555-0142 en nuestro horario de atención.',
  );
  const english: Clinic = {...demo, knowledge: demo.knowledge.filter(({locale}) => locale === undefined)};
  t.regex(await answer(english, '¿quién pintó la mona lisa?'), /^I am sorry/);
});

test('stays in the language of the conversation where a word is of no language', async t => {
  const history: Utterance[] = [
    {role: 'user', text: '¿dónde están?'},
    {role: 'agent', text: 'En Maple Falls.'},
  ];
  const asked = {...question(demo, '911'), history};
  const reply = (await collect(createFaqAgent({paceMs: 0}).reply(asked))).join('');
  t.regex(reply, /^Si es una emergencia/);
});

test('understands a question by the ones before it', async t => {
  const now = () => new Date('2026-12-16T20:30:00Z');
  const after = async (said: string[], text: string) => {
    const history = said.map(each => ({role: 'user' as const, text: each}));
    return (await collect(createFaqAgent({paceMs: 0, now}).reply({...question(demo, text), history}))).join(
      '',
    );
  };
  t.regex(await after(['are you open tomorrow?'], 'and on Saturday?'), /^Yes, on Saturday, December 19/);
  t.regex(await after(['are you open tomorrow?', 'and on Saturday?'], 'and Sunday?'), /^No, on Sunday/);
  t.regex(await after(['where can I park?', 'thanks'], 'how much is it?'), /park for free/);
  t.regex(await after(['where can I park?'], 'what are your prices?'), /^Without insurance/);
  t.regex(await after(['do you give vaccines?'], 'and for children?'), /adults and children/);
  t.regex(await after([], 'how much is it?'), /^(?:Without|I am sorry)/);
});

test('tells that a person is asked for, and only then', async t => {
  const agent = createFaqAgent({paceMs: 0});
  const asked = async (text: string) => (await hear(agent, question(demo, text))).facts.handoff?.reason;
  t.is(await asked('where can I park?'), undefined);
  t.is(await asked('are you a robot?'), undefined);
  t.is(await asked('I want to talk to a person'), 'asked');
  t.is(await asked('quiero hablar con una persona'), 'asked');
});

function clinicOf(id: string): Clinic {
  const clinic = clinics.get(id);
  if (!clinic) throw new Error(`no clinic ${id}`);
  return clinic;
}

function from(clinic: Clinic, text: string): string {
  return answerTo({clinic, text, history: []}, new Date()).from;
}

function question(clinic: Clinic, text: string, signal = new AbortController().signal): Question {
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

function ask(clinic: Clinic, text: string, signal?: AbortSignal): AsyncIterable<Said> {
  return createFaqAgent({paceMs: 0}).reply(question(clinic, text, signal));
}

async function answer(clinic: Clinic, text: string): Promise<string> {
  return (await collect(ask(clinic, text))).join('');
}

async function collect(pieces: AsyncIterable<Said>): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of pieces) if (typeof piece === 'string') all.push(piece);
  return all;
}
