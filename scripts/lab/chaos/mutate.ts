/**
 * Twelve ways in which a system could break its promises, done to a history: what proves the checker. Each takes
 * a history without faults, breaks one thing in it, chosen by chance, and leaves all other evidence as consistent
 * as a system that is wrong in just this way would. Throws where the history has nothing to break like that.
 */

import {gatherEvidence, groupBy} from './check-evidence.ts';
import {compareIds, isEnded, msOf} from './check-stream.ts';
import {type Answer, type Event, type Line, replyTo} from './history.ts';
import {type Subject, subjects} from './mutate-subjects.ts';
import type {Random} from './random.ts';
import type {Invariant} from './violation.ts';

export type Mutation = {
  /** The invariant that it breaks, maybe beside others. */
  breaks: Invariant;
  mutate(history: readonly Line[], random: Random): Line[];
};

export const mutations: Readonly<Record<string, Mutation>> = {
  drop: {breaks: 'I1', mutate: drop},
  double: {breaks: 'I1', mutate: double},
  'swap two in a session': {breaks: 'I4', mutate: swap},
  'cross two sessions': {breaks: 'I3', mutate: cross},
  'change bytes': {breaks: 'I7', mutate: changeBytes},
  'late terminal': {breaks: 'I1', mutate: delayEnd},
  phantom: {breaks: 'I2', mutate: addPhantom},
  'cursor gap': {breaks: 'I6', mutate: skipEvent},
  'cursor repeat': {breaks: 'I6', mutate: repeatEvent},
  'id change on resend': {breaks: 'I5', mutate: changeId},
  'extra send': {breaks: 'I2', mutate: runRefused},
  'attempt going back': {breaks: 'I8', mutate: lowerAttempt},
};

/** Accepted, and then nothing: no trace, unknown at the end, or queued for good. */
function drop(history: readonly Line[], random: Random): Line[] {
  const {id, final} = random.pick(subjects(history));
  const {answer, ...unknown} = final;
  const [queued] = answer.events;
  const stuck = {
    ...answer,
    state: 'queued',
    events: queued ? [queued] : [],
    cursor: queued?.id ?? '0',
    text: null,
  } as const;
  const left = random.pick([[], [unknown], [{...final, answer: stuck}]]);
  return [
    ...history.filter(line => !('message' in line && line.message === id) || line.kind === 'send'),
    ...left,
  ];
}

function double(history: readonly Line[], random: Random): Line[] {
  const {id, final, end} = random.pick(subjects(history));
  const again = {...end, id: later(end.id, random.int(1000))};
  const {answer} = final;
  return change(history, id, line =>
    line === final
      ? {...line, answer: {...answer, events: [...answer.events, again], cursor: again.id}}
      : line,
  );
}

/** The first of two takes its turn after the second. */
function swap(history: readonly Line[], random: Random): Line[] {
  const pairs = [...groupBy(subjects(history), ({session}) => session).values()].flatMap(list =>
    list.flatMap(first =>
      list.filter(second => first.acceptedMs < second.sentMs).map(second => [first, second] as const),
    ),
  );
  const [first, second] = random.pick(pairs);
  const [queued, began] = first.final.answer.events;
  const byMs = msOf(second.end.id) - msOf(began?.id ?? '') + 1 + random.int(50);
  return retime(history, first.id, id => (compareIds(id, queued?.id ?? '') > 0 ? later(id, byMs) : id));
}

/** Each is told what the other should be. */
function cross(history: readonly Line[], random: Random): Line[] {
  const all = subjects(history);
  const one = random.pick(all);
  const other = random.pick(all.filter(({session}) => session !== one.session));
  return history.map(line => {
    if (line.kind !== 'poll' && line.kind !== 'final' && line.kind !== 'run') return line;
    const to = line.message === one.id ? other : line.message === other.id ? one : undefined;
    if (!to) return line;
    if (line.kind === 'run') return {...line, message: to.id, session: to.session};
    if (!line.answer) return {...line, message: to.id};
    return {...line, message: to.id, answer: {...line.answer, message: to.id, session: to.session}};
  });
}

/** The reply reads differently after somebody has read it. */
function changeBytes(history: readonly Line[], random: Random): Line[] {
  const {id, final, end} = random.pick(
    subjects(history).filter(({polls}) => polls.some(({answer}) => isEnded(answer.state))),
  );
  const reply = final.answer.text ?? '';
  const at = random.int(reply.length);
  const text = `${reply.slice(0, at)}${reply[at] === '~' ? '-' : '~'}${reply.slice(at + 1)}`;
  const events = final.answer.events.map(event => (event === end ? {...event, text} : event));
  return change(history, id, line =>
    line === final ? {...line, answer: {...final.answer, events, text}} : line,
  );
}

function delayEnd(history: readonly Line[], random: Random): Line[] {
  const {id, end} = random.pick(subjects(history));
  const byMs = 120_001 + random.int(60_000);
  return retime(history, id, cursor => (compareIds(cursor, end.id) >= 0 ? later(cursor, byMs) : cursor));
}

function addPhantom(history: readonly Line[], random: Random): Line[] {
  const {session, end, text} = random.pick(subjects(history));
  return [...history, ...answered(newId(random), session, `${text}-phantom`, msOf(end.id))];
}

function skipEvent(history: readonly Line[], random: Random): Line[] {
  const polls = subjects(history).flatMap(subject => subject.polls);
  const poll = random.pick(polls.filter(({answer}) => answer.events.length > 1));
  const skipped = random.int(poll.answer.events.length - 1);
  const events = poll.answer.events.filter((_, i) => i !== skipped);
  return history.map(line => (line === poll ? {...poll, answer: {...poll.answer, events}} : line));
}

/** An event at the cursor, which the reader has already, comes again. */
function repeatEvent(history: readonly Line[], random: Random): Line[] {
  const repeats = subjects(history).flatMap(({polls, final}) =>
    polls.flatMap(poll => {
      const known = final.answer.events.find(({id}) => id === poll.after);
      return known ? [{poll, events: [known, ...poll.answer.events]}] : [];
    }),
  );
  const {poll, events} = random.pick(repeats);
  return history.map(line => (line === poll ? {...poll, answer: {...poll.answer, events}} : line));
}

/** A resend is taken for something new: answered with another id, or its first call ran too, unknown to anybody. */
function changeId(history: readonly Line[], random: Random): Line[] {
  const {session, text, end, oks} = random.pick(subjects(history).filter(subject => subject.oks.length > 1));
  const fresh = newId(random);
  const told = random.chance(0.5) ? oks.at(-1) : undefined;
  const renamed = history.map(line => (line === told ? {...line, message: fresh} : line));
  return [...renamed, ...answered(fresh, session, text, msOf(end.id))];
}

/** A send was refused, and its message ran and was answered all the same. */
function runRefused(history: readonly Line[], random: Random): Line[] {
  const {requests} = gatherEvidence(history);
  const refused = requests.filter(({calls}) => calls.every(({outcome}) => outcome?.op === 'fail'));
  const {session, text} = random.pick(refused);
  return [...history, ...answered(newId(random), session, text, msOf(random.pick(subjects(history)).end.id))];
}

function lowerAttempt(history: readonly Line[], random: Random): Line[] {
  const attempts = ({final}: Subject) => final.answer.events.filter(({type}) => type === 'processing');
  const {id, last, before} = random.pick(
    subjects(history).flatMap(subject => {
      const [before, last] = attempts(subject).slice(-2);
      return before && last ? [{id: subject.id, last, before}] : [];
    }),
  );
  const attempt = 1 + random.int(before.attempt ?? 1);
  return changeEvents(history, id, event => (event.id === last.id ? {...event, attempt} : event));
}

type Read = Extract<Line, {kind: 'poll' | 'final'}>;

function change(history: readonly Line[], id: string, edit: (line: Read) => Line): Line[] {
  return history.map(line =>
    (line.kind === 'poll' || line.kind === 'final') && line.message === id ? edit(line) : line,
  );
}

function changeAnswers(history: readonly Line[], id: string, edit: (answer: Answer) => Answer): Line[] {
  return change(history, id, line => (line.answer ? {...line, answer: edit(line.answer)} : line));
}

function changeEvents(history: readonly Line[], id: string, edit: (event: Event) => Event): Line[] {
  return changeAnswers(history, id, answer => ({...answer, events: answer.events.map(edit)}));
}

/** Moves events of a message, and every cursor that names one. */
function retime(history: readonly Line[], id: string, move: (id: string) => string): Line[] {
  return change(history, id, line => {
    const moved =
      line.kind === 'poll' && line.after !== undefined ? {...line, after: move(line.after)} : line;
    if (!line.answer) return moved;
    const events = line.answer.events.map(event => ({...event, id: move(event.id)}));
    return {...moved, answer: {...line.answer, events, cursor: move(line.answer.cursor)}};
  });
}

function later(id: string, ms: number): string {
  const [before = '', sequence = ''] = id.split('-');
  return `${Number(before) + ms}-${Number(sequence) + (ms === 0 ? 1 : 0)}`;
}

/** All traces of a message that was queued, run and answered at this time, by the clock of Redis. */
function answered(id: string, session: string, text: string, ms: number): Line[] {
  const reply = replyTo(session, text);
  const events: Event[] = [
    {id: `${ms}-0`, type: 'queued'},
    {id: `${ms}-1`, type: 'processing', attempt: 1},
    {id: `${ms}-2`, type: 'delta', text: reply},
    {id: `${ms}-3`, type: 'message', text: reply},
  ];
  const run = {kind: 'run', atMs: 0, message: id, session, attempt: 1, worker: 'mutant'} as const;
  const answer = {message: id, session, state: 'done', events, cursor: `${ms}-3`, text: reply} as const;
  return [
    {...run, phase: 'begin'},
    {...run, phase: 'end'},
    {kind: 'final', atMs: 0, message: id, answer},
  ];
}

function newId(random: Random): string {
  return `mutant-${random.int(2 ** 32)}`;
}
