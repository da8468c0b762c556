/** What there is to do for a worker, asked every few seconds, and sooner where something is due sooner. */
import type {Fifo} from '../fifo/fifo.ts';
import {promote} from '../fifo/promote.ts';
import {keys} from '../keys.ts';
import {clock} from '../redis/clock.ts';
import type {Redis} from '../redis/connection.ts';
import {integer} from '../redis/replies.ts';
import {call, defineScript, keyList, list, lua, number} from '../redis/script.ts';
import {presenceMs} from './figures/workers.ts';

export type Agenda = {
  /** Messages that wait for a slot in the queue. */
  lanes: number;
  /** When somebody is to be told of a hand-off, and the next delayed job is due, in milliseconds; `null`: never. */
  handoffInMs: number | null;
  fifos: FifoAgenda[];
};

export type FifoAgenda = {
  /** Has an entry lost its worker? */
  abandoned: boolean;
  dueInMs: number | null;
};

export type AgendaQuestion = {
  consumer: string;
  /** How many messages this worker answers at once; 0 when it leaves. */
  slots: number;
  /** How long its replies took lately, in milliseconds. */
  replyMs?: number | undefined;
  fifos: readonly Pick<Fifo, 'stream' | 'group' | 'delayed'>[];
  /** An entry untouched for so long has lost its worker, in milliseconds. */
  claimIdleMs: number;
};

const replyTimeTtlMs = 86_400_000;

/** Two fifos at most: the answer's fields have names. */
export const agendaScript = defineScript<AgendaQuestion>()({
  name: 'agenda',
  lua: lua(import.meta.url, 'agenda.lua'),
  uses: [clock],
  keys: {
    workers: () => keys.workers,
    reply_time: () => keys.replyTime,
    lanes: () => keys.lanes,
    aside: () => keys.aside,
    slots: () => keys.slots,
    handoffs: () => keys.handoffs,
    fifos: keyList(({fifos}) => fifos.flatMap(({stream, delayed}) => [stream, delayed])),
  },
  args: {
    consumer: ({consumer}) => consumer,
    idle: ({claimIdleMs}) => claimIdleMs,
    slots: number(({slots}) => slots),
    reply: number(({replyMs}) => replyMs),
    presence: number(() => presenceMs),
    keep: () => replyTimeTtlMs,
    groups: list(({fifos}) => fifos.map(({group}) => group)),
  },
  constants: {message_prefix: keys.message('')},
  answers: {
    agenda: {
      lanes: integer,
      handoff: integer,
      abandoned1: integer,
      due1: integer,
      abandoned2: integer,
      due2: integer,
    },
  },
});

export async function readAgenda(redis: Redis, question: AgendaQuestion): Promise<Agenda> {
  const {lanes, handoff, ...answer} = await call(redis, agendaScript, question);
  const found = [
    {abandoned: answer.abandoned1 === 1, dueInMs: atMost(answer.due1)},
    {abandoned: answer.abandoned2 === 1, dueInMs: atMost(answer.due2)},
  ];
  return {lanes, handoffInMs: atMost(handoff), fifos: found.slice(0, question.fifos.length)};
}

function atMost(ms: number): number | null {
  return ms < 0 ? null : ms;
}

/** Does what the agenda says of one fifo: takes over what is abandoned, puts back what is due. */
export async function attend(
  redis: Redis,
  {fifo, consumer}: {fifo: Fifo; consumer: {sweep(): Promise<void>}},
  agenda: FifoAgenda | undefined,
  keepMs: number,
): Promise<void> {
  if (agenda?.abandoned) await consumer.sweep();
  if (agenda?.dueInMs === 0) await promote(redis, fifo, keepMs);
}
