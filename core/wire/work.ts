/** The shapes of `GET /admin/queue` and `/admin/messages/{message_id}`: where messages are and how they got there, without a word of them. */
import {z} from 'zod';
import {channels} from '../keys.ts';
import {At} from './message.ts';

const Channel = z.enum(channels);
const Attempt = z.int().min(0);
const id = 'Zm9yIGV4YW1wbGUgb25seQ';
const at = '2026-11-26T09:30:00.000Z';

const GivenUp = z.object({
  message_id: z.string(),
  channel: Channel,
  cause: z.string().meta({description: 'In one word, the same as in the log'}),
  attempt: Attempt,
  at: At,
});

export const Work = z
  .object({
    working: z
      .array(
        z.object({message_id: z.string(), channel: Channel, worker: z.string(), idle_ms: z.int().min(0)}),
      )
      .meta({description: 'What workers hold at the moment; `idle_ms`: since they said so'}),
    delayed: z.array(z.object({message_id: z.string(), channel: Channel, due_in_ms: z.int().min(0)})),
    dead: z.array(GivenUp).meta({description: 'Messages that were given up, newest first'}),
    deliveries: z
      .array(GivenUp.extend({account: z.string()}))
      .meta({description: 'Replies that were given up on their way out, newest first'}),
  })
  .meta({
    id: 'Work',
    description: 'At most 100 of each',
    examples: [
      {
        working: [{message_id: id, channel: 'widget', worker: 'worker-1', idle_ms: 840}],
        delayed: [],
        dead: [{message_id: id, channel: 'widget', cause: 'attempts_spent', attempt: 3, at}],
        deliveries: [],
      },
    ],
  });
export type Work = z.infer<typeof Work>;

export const Timeline = z
  .object({
    message_id: z.string(),
    channel: Channel,
    clinic_id: z.string(),
    status: z.string(),
    place: z.string().meta({description: 'Where it is and why, in a sentence'}),
    facts: z.record(z.string(), z.string()).meta({description: 'Of its hash, what says nothing of anybody'}),
    events: z.array(z.object({at: At, type: z.string(), detail: z.string()})),
    delivery: z.record(z.string(), z.string()),
  })
  .meta({
    id: 'Timeline',
    examples: [
      {
        message_id: id,
        channel: 'widget',
        clinic_id: 'demo',
        status: 'failed',
        place: 'It has ended: failed, agent_unavailable.',
        facts: {attempt: '3'},
        events: [{at, type: 'queued', detail: ''}],
        delivery: {},
      },
    ],
  });
export type Timeline = z.infer<typeof Timeline>;

export const Words = z
  .object({text: z.string(), reply: z.string().nullable()})
  .meta({id: 'Words', examples: [{text: 'When are you open?', reply: null}]});
export type Words = z.infer<typeof Words>;

export const Replayed = z
  .object({message_id: z.string().meta({description: 'The new message; polls of the old one follow it'})})
  .meta({id: 'Replayed', examples: [{message_id: id}]});
export type Replayed = z.infer<typeof Replayed>;
