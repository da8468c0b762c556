/** The shapes of the desk: conversations without their words, one with them, and who takes it. */
import {z} from 'zod';
import {channels} from '../keys.ts';
import {At, Name} from './message.ts';
import {HistoryAnswer} from './session.ts';

/** Why a conversation needs a person, the least urgent first. */
export const needs = ['failed', 'asked', 'urgent', 'emergency'] as const;

export const SessionState = z.enum(['waiting', 'person', 'agent']).meta({
  description:
    '`waiting`: a person is needed, and none has come yet (somebody asked for one, the guard spoke, or a message was not answered); `person`: a person has it; `agent`: neither',
});
export type SessionState = z.infer<typeof SessionState>;

const Channel = z.enum(channels);
const TakenBy = z.string().meta({description: 'The name of the person who has it, where it was told'});
const example = {session_id: 'VjEgdGhlIHNhbWUgb25lIQ', channel: 'widget' as const};

export const ListedSession = z
  .object({
    session_id: z.string(),
    channel: Channel,
    clinic_id: z.string(),
    state: SessionState,
    since: At.meta({description: 'Since when it is in this state, ISO 8601 in UTC'}),
    last_at: At.meta({description: 'When something was said there last, ISO 8601 in UTC'}),
    waiting: z.int().min(0).meta({
      description:
        'Messages of the visitor’s that no person has seen to: since one is needed; elsewhere those without an answer',
    }),
    reason: z.enum(needs).optional().meta({description: 'Why a person is needed'}),
    taken_by: TakenBy.optional(),
  })
  .meta({id: 'ListedSession'});
export type ListedSession = z.infer<typeof ListedSession>;

export const DeskClinics = z
  .object({
    clinics: z.array(
      z.object({
        clinic_id: z.string(),
        name: z.string(),
        desk_texts: z
          .array(z.string())
          .meta({description: '`deskTexts` of its file: what its front desk says often'}),
      }),
    ),
  })
  .meta({
    id: 'DeskClinics',
    examples: [
      {clinics: [{clinic_id: 'demo', name: 'Willow Street Clinic', desk_texts: ['We will call you back.']}]},
    ],
  });
export type DeskClinics = z.infer<typeof DeskClinics>;

export const SessionList = z
  .object({
    sessions: z.array(ListedSession).meta({description: 'Those first in which something was said last'}),
    next: z
      .string()
      .nullable()
      .meta({description: 'Pass it as `before` for the next page; null: there is none'}),
  })
  .meta({
    id: 'SessionList',
    examples: [
      {
        sessions: [
          {
            ...example,
            clinic_id: 'demo',
            state: 'waiting',
            since: '2026-11-26T09:30:00.000Z',
            last_at: '2026-11-26T09:31:00.000Z',
            waiting: 2,
            reason: 'asked',
          },
        ],
        next: null,
      },
    ],
  });
export type SessionList = z.infer<typeof SessionList>;

export const Conversation = HistoryAnswer.extend({
  session_id: z.string(),
  channel: Channel,
  state: SessionState,
  taken_by: TakenBy.optional(),
}).meta({id: 'Conversation'});
export type Conversation = z.infer<typeof Conversation>;

export const Take = z
  .object({
    channel: Channel.default('widget'),
    name: Name.optional().meta({description: 'Of the person, for the others at the desk'}),
    instead_of: Name.optional().meta({
      description: 'Who has it now: only then is it taken from somebody who told another name',
    }),
  })
  .meta({id: 'Take', examples: [{name: 'Robin', channel: 'widget'}]});

export const Taken = z
  .object({
    session_id: z.string(),
    channel: Channel,
    state: z.literal('person'),
    since: At.meta({description: 'Since when a person has it, ISO 8601 in UTC'}),
    taken_by: TakenBy.optional(),
  })
  .meta({
    id: 'Taken',
    examples: [{...example, state: 'person', since: '2026-11-26T09:32:00.000Z', taken_by: 'Robin'}],
  });
export type Taken = z.infer<typeof Taken>;
