/**
 * What the `faq` agent says, as a pure function of the question and the clock. It says what the clinic's file says
 * and what follows from its hours; or that a clinician must answer; or that it does not know, and how to reach a person.
 */
import type {Entry} from '../../../core/clinics/clinic.ts';
import {wayToPerson} from '../../../core/phrases/way-to-person.ts';
import type {Question} from '../agent.ts';
import {inContext, type Meant} from './follow-up.ts';
import {namesTime} from './hours/hear.ts';
import {hearLanguage, languageOf, languagesOf} from './language/languages.ts';
import {hearSmallTalk} from './language/small-talk.ts';
import {clausesOf, sentencesOf} from './questions.ts';
import {hoursFor, type Reply, replyTo, type Scene} from './reply.ts';
import {libraryOf} from './search/library.ts';
import {hearTopics} from './topics/topics.ts';

/**
 * `from`: ids of entries, or `hours:` with the time it is about, with a plus between several; `small-talk:` with its kind,
 * `clinician`, `unknown`, or `nothing` where the guard's words are the reply.
 */
export type Answer = {text: string; from: string; wantsPerson: boolean; choices: readonly string[]};

/** Nobody reads more at once. */
const maxAnswers = 3;
/** Clauses of one sentence are taken apart only where each is as sure as this. */
const sureClause = 0.9;
const sureSmallTalk = 0.6;
const surePersonal = 0.8;
/** And only where the sentence as a whole is heard to be about each. */
const heardInSentence = 0.1;
/** What is added to the question before stands for itself where it is as sure as this. */
const sureAlone = 0.85;

type Asked = Pick<Question, 'clinic' | 'text' | 'history'>;

export function answer({guard, ...asked}: Asked & Pick<Question, 'guard'>, now: Date): Answer {
  const text = asked.text.replace(/[^\S\n]+/g, ' ');
  const language = hearLanguage(asked.clinic, text, asked.history);
  const scene: Scene = {clinic: asked.clinic, language, now};
  if (guard?.kind === 'emergency') return besideGuard(scene);
  const alone = answerAlone(scene, text, asked.history);
  // What may be an emergency may be none as well: what is known is told. Doubt and courtesies would mock whoever is in one.
  return guard && /unknown|small-talk/.test(alone.from) ? besideGuard(scene) : alone;
}

function answerAlone(scene: Scene, text: string, history: Asked['history']): Answer {
  const {language} = scene;
  const {kind, rest} = hearSmallTalk(language, text);
  if (kind && rest === '') return say(language.lines[kind], `small-talk:${kind}`);
  if (/\p{Extended_Pictographic}/u.test(text) && !/[\p{L}\p{N}]/u.test(text)) {
    return say(language.lines.wordless, 'small-talk:wordless');
  }
  const meant = inContext(language, rest, history);
  const replies = meant.how === 'stands' ? standing(scene, rest, meant) : replyInContext(scene, rest, meant);
  const [first] = replies;
  // "Hi, it is me again": what was heard of it is answered, where it asks nothing.
  if (kind && first?.is === 'nothing' && tellsNothing(rest)) {
    return say(language.lines[kind], `small-talk:${kind}`);
  }
  return compose(scene, replies);
}

function tellsNothing(text: string): boolean {
  const {of} = hearTopics(text);
  return of('-reply') + of('-greeting') + of('-thanks') + of('-goodbye') >= sureSmallTalk;
}

/** The guard has spoken: the clinic's own words for an emergency, or none at all. */
function besideGuard({clinic, language}: Scene): Answer {
  for (const each of new Set([language, ...languagesOf(clinic)])) {
    const entry = libraryOf(clinic, each).entries.find(({kind}) => kind === 'emergency');
    if (entry) return say(entry.answer, entry.id, [entry]);
  }
  return say('', 'nothing');
}

/** "How do I get the link?" has a word of its own, which tells nothing but in the answer given before. */
function standing(scene: Scene, text: string, {before}: Meant): Reply[] {
  const replies = repliesTo(scene, text);
  if (before === '' || replies.some(({is}) => is !== 'nothing')) return replies;
  const earlier = replyTo(scene, before);
  const {telling} = scene.language.words;
  const asked = telling(text);
  const told = new Set(earlier.is === 'entry' ? telling(earlier.text) : []);
  return asked.length > 0 && asked.length <= 3 && asked.every(word => told.has(word)) ? [earlier] : replies;
}

/** What a message asks, in one question or several; where none is understood, how the whole of it is. */
function repliesTo(scene: Scene, text: string): Reply[] {
  const {telling} = scene.language.words;
  const parts = sentencesOf(text).filter(
    part => telling(part.text).length > 0 || namesTime(scene.language, part.text),
  );
  if (parts.length < 2) return repliesToSentence(scene, text);
  const whole = replyTo(scene, text);
  // "I have no insurance. How much is a visit?" asks one thing; the rest is why. But a cry for help is never only why.
  const asking = parts.some(({isQuestion}) => isQuestion);
  const each = parts
    .filter(part => part.isQuestion === asking)
    .map(part => repliesToSentence(scene, part.text));
  const told = (asking ? parts : [])
    .filter(part => !part.isQuestion && isPersonal(part.text))
    .map(part => replyTo(scene, part.text));
  const all = [...each.flat(), ...told];
  const alarm = [whole, ...all].find(reply => reply.is === 'entry' && reply.topic === 'emergency');
  if (alarm) return [alarm];
  const personal = all.filter(({is}) => is === 'clinician').slice(0, 1);
  const sure = each
    .flat()
    .filter(reply => isTold(reply) && reply.likelihood >= (isTold(whole) ? sureClause : sureAlone));
  const isAmong = sure.some(reply => fromOf(reply) === fromOf(whole));
  const answers = isTold(whole) && !isAmong ? [whole, ...sure] : sure;
  if (answers.length === 0) return [personal[0] ?? whole];
  if (personal.length > 0 || !asking) return [...answers, ...personal];
  const open = each.filter(replies => replies.every(({is}) => is === 'nothing'));
  return [...answers, ...open.flat().slice(0, 1)];
}

function isPersonal(text: string): boolean {
  const {of} = hearTopics(text);
  return of('-medical') + of('-alarm') >= surePersonal;
}

/** Of clauses that ask for different things, each of them; else of the sentence, or of the one clause that is clear. */
function repliesToSentence(scene: Scene, sentence: string): Reply[] {
  const clauses = clausesOf(scene.language, sentence);
  const whole = replyTo(scene, sentence);
  if (clauses.length < 2) return [whole];
  const heard = hearTopics(sentence);
  const sure = clauses
    .map(clause => replyTo(scene, clause))
    .filter(reply => isTold(reply) && reply.likelihood >= sureClause);
  const topicIn = (reply: Reply) => (reply.is === 'entry' ? reply.topic : 'hours');
  const apart = sure.filter(
    reply => heard.of(topicIn(reply) ?? '') >= heardInSentence || topicIn(reply) === null,
  );
  if (new Set(apart.map(fromOf)).size > 1) return apart;
  const only = new Set(sure.map(fromOf)).size === 1 ? sure[0] : undefined;
  return [only && whole.is === 'nothing' ? only : whole];
}

/** A question that leans on the one before, or adds to it. */
function replyInContext(scene: Scene, text: string, {whole, before, how, aspects}: Meant): Reply[] {
  const earlier = replyTo(scene, before);
  if (how === 'adds' || how === 'completes') {
    const alone = replyTo(scene, text);
    if (how === 'adds' && isTold(alone) && alone.likelihood >= sureAlone) return [alone];
    const added = replyTo(scene, whole);
    return [isTold(added) && fromOf(added) === fromOf(earlier) ? added : alone];
  }
  const hours = hoursFor(scene, whole);
  if (hours?.asked) return [{is: 'hours', about: hours.about, text: hours.text, likelihood: 1}];
  if (!isTold(earlier)) return [replyTo(scene, text)];
  const open = aspects.filter(aspect => !tells[aspect].test(earlier.text));
  const others = open.map(aspect => replyTo(scene, topicQuestions[scene.language.code][aspect]));
  return open.length > 0 && open.length === aspects.length ? others : [earlier, ...others];
}

/** What an answer has in it that tells where, when or how much. */
const tells = {
  where: /\b(?:next to|behind|street|lane|square|floor|building|calle|junto|detrás|planta|plaza)\b/i,
  when: /\d ?(?:AM|PM|a\. m\.|p\. m\.)|\d:\d\d|day\b|\bdays?\b|lunes|martes|jueves|viernes|sábado|domingo|días?/i,
  price: /\$|\bfree\b|\bcosts?\b|\bcost\b|gratis|cuesta|pesos|sin costo|no cost/i,
};

/** What is asked of the clinic where the answer before does not tell it. */
const topicQuestions = {
  en: {
    where: 'where are you located',
    when: 'what are your opening hours',
    price: 'how much does a visit cost',
  },
  es: {where: 'dónde están ubicados', when: 'cuál es su horario', price: 'cuánto cuesta la consulta'},
};

function isTold(reply: Reply): reply is Extract<Reply, {likelihood: number}> {
  return reply.is === 'entry' || reply.is === 'hours';
}

function fromOf(reply: Reply): string {
  if (reply.is === 'entry') return reply.entry.id;
  if (reply.is === 'hours') return `hours:${reply.about}`;
  if (reply.is === 'small-talk') return `small-talk:${reply.kind}`;
  return reply.is === 'nothing' ? 'unknown' : reply.is;
}

function compose({clinic, language}: Scene, replies: readonly Reply[]): Answer {
  const distinct = [...new Map(replies.map(reply => [keyOf(reply), reply])).values()];
  const told = distinct.filter(isTold).slice(0, maxAnswers);
  const others = distinct.filter(reply => !isTold(reply));
  const {lines} = language;
  const words = (reply: Reply) => {
    if (isTold(reply)) return reply.text;
    if (reply.is === 'small-talk') return lines[reply.kind];
    const first = reply.is === 'clinician' ? lines.clinician(clinic.emergency.number) : lines.unknown;
    return `${told.length > 0 && reply.is === 'nothing' ? lines.rest : first} ${wayToPerson(clinic, language === languageOf(clinic) ? undefined : language.code)}`;
  };
  const said =
    told.length > 0
      ? [...told, ...others.filter(({is}) => is !== 'small-talk').slice(0, 1)]
      : others.slice(0, 1);
  const from = said.filter(reply => told.length === 0 || reply.is !== 'nothing').map(fromOf);
  return say(
    said.map(words).join('\n\n'),
    from.join('+'),
    told.flatMap(reply => (reply.is === 'entry' ? [reply.entry] : [])),
  );
}

/** The same topic in two languages is one answer. */
function keyOf(reply: Reply): string {
  return reply.is === 'entry' ? (reply.topic ?? reply.entry.id) : fromOf(reply);
}

function say(text: string, from: string, entries: readonly Entry[] = []): Answer {
  const choices = [...new Set(entries.flatMap(entry => entry.choices ?? []))].slice(0, 6);
  return {text, from, wantsPerson: entries.some(({kind}) => kind === 'person'), choices};
}
