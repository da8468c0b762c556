/**
 * The shapes that travel over HTTP, as zod schemas: what validates also writes the OpenAPI document.
 * The widget takes the types only. The rules are those of the HTTP contract.
 */
import {z} from 'zod';

export const controlCharacter = /[^\P{Cc}\n\t]/u;

export const sessionIdPattern = /^[A-Za-z0-9_-]{1,128}$/;

/** What an id that we gave looks like: nothing else gets near a key. */
export const messageIdPattern = /^[A-Za-z0-9_-]{22,64}$/;

/** Code points of a message. */
export const textMaxLength = 4000;

/** 1 to 4,000 code points after trimming; well-formed Unicode; no control characters but \n and \t. */
export const MessageText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine(text => codePoints(text) <= textMaxLength, `must have at most ${textMaxLength} characters`)
  .refine(text => !controlCharacter.test(text), 'must not contain control characters')
  .refine(text => text.isWellFormed(), 'must be well-formed Unicode')
  .meta({minLength: 1, maxLength: textMaxLength, description: 'What the visitor says'});

/** 1 to 128 characters. */
export const Name = z
  .string()
  .min(1)
  .refine(name => codePoints(name) <= 128, 'must have at most 128 characters')
  .refine(name => name.isWellFormed(), 'must be well-formed Unicode')
  .meta({maxLength: 128});

export const SessionId = z
  .string()
  .regex(sessionIdPattern, 'must be 1 to 128 of A-Z a-z 0-9 _ -')
  .meta({description: 'The conversation; absent: a new one is opened'});

/** 1 to 128 visible ASCII characters. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');

const metadataBytes = 2048;
const metadataLevels = 8;

/** Weighed before its members are looked at one by one. */
const Metadata = z
  .preprocess(
    (metadata, context) => {
      const message = whyUnfit(metadata);
      if (message !== undefined) context.addIssue({code: 'custom', message});
      return metadata;
    },
    z.record(z.string(), z.unknown()),
  )
  .meta({description: 'Handed to the agent as it is; at most 2 KiB as JSON'});

export const SendBody = z
  .object({
    text: MessageText,
    session_id: SessionId.optional(),
    clinic_id: Name.optional(),
    agent_id: Name.optional(),
    user_id: Name.optional(),
    client_message_id: IdempotencyKey.optional().meta({
      description:
        'Same meaning as the header Idempotency-Key, which wins; at least 22 characters where no session_id is sent',
    }),
    metadata: Metadata.optional(),
  })
  .meta({id: 'SendBody'});
export type SendBody = z.infer<typeof SendBody>;

export const MessageStatus = z.enum(['queued', 'processing', 'done', 'failed', 'cancelled']);
export type MessageStatus = z.infer<typeof MessageStatus>;

export const At = z.iso.datetime().meta({description: 'ISO 8601 in UTC'});

/** Who says an event's words, and in which language, where that is known. */
const Speech = z.object({
  by: z.enum(['agent', 'person', 'guard']).optional(),
  name: z.string().optional().meta({description: 'Of the person who says it'}),
  locale: z.string().optional().meta({description: 'BCP 47'}),
});

/** What comes with the words of a reply. */
export const ReplyFacts = Speech.extend({
  answered_by: z.string().optional().meta({description: 'Which agent answered, or `person`'}),
  choices: z
    .array(z.string())
    .optional()
    .meta({description: "Up to 6 short texts that a tap sends as the visitor's next message"}),
});

export type ReplyFacts = z.infer<typeof ReplyFacts>;

const stamp = {
  id: z.string().meta({description: 'The cursor of this event'}),
  at: At,
};

/** What the clinic's safety guard says at once, before any agent. */
export const Guard = z
  .object({
    kind: z
      .enum(['emergency', 'urgent'])
      .meta({description: 'Whether it is an emergency, or may be one; the words for the latter are gentler'}),
    text: z.string(),
    phone: z.string().meta({description: "The clinic's emergency number"}),
    locale: z.string().optional().meta({description: 'The language of the words, BCP 47'}),
  })
  .meta({id: 'Guard'});
export type Guard = z.infer<typeof Guard>;

export const MessageEvent = z
  .discriminatedUnion('type', [
    z.object({...stamp, type: z.literal('queued')}),
    z.object({...stamp, type: z.literal('guard'), ...Guard.shape, by: z.literal('guard').optional()}),
    z.object({...stamp, type: z.literal('processing'), attempt: z.int().min(1)}),
    z.object({...stamp, type: z.literal('delta'), ...Speech.shape, text: z.string()}),
    z.object({...stamp, type: z.literal('reset')}),
    z.object({
      ...stamp,
      type: z.literal('message'),
      text: z.string(),
      ...ReplyFacts.shape,
      merged_into: z.string().optional().meta({description: 'The message whose reply this is too'}),
    }),
    z.object({...stamp, type: z.literal('error'), code: z.string(), message: z.string()}),
    z.object({...stamp, type: z.literal('cancelled')}),
  ])
  .meta({id: 'MessageEvent'});
export type MessageEvent = z.infer<typeof MessageEvent>;

export const MessageEvents = z.array(MessageEvent).meta({id: 'MessageEvents'});

export const SentToken = z
  .string()
  .meta({description: 'Of a protected session, good for half an hour; each send gives another'});

export const Accepted = z
  .object({
    message_id: z.string(),
    session_id: z.string(),
    status: z.literal('queued'),
    poll_url: z.string(),
    stream_url: z.string().meta({description: 'The same events as server-sent events'}),
    log_url: z.string().meta({description: 'The same for clients of the Durable Streams protocol'}),
    token: SentToken.optional(),
    guard: Guard.optional(),
    retry_after_ms: z.int().min(0).meta({description: 'When to poll, in milliseconds'}),
  })
  .meta({id: 'Accepted'});
export type Accepted = z.infer<typeof Accepted>;

export const PollAnswer = z
  .object({
    message_id: z.string(),
    session_id: z.string(),
    status: MessageStatus,
    events: z.array(MessageEvent).meta({description: 'Those after the cursor, in order'}),
    token: SentToken.optional().meta({description: 'Where a send was answered at once, as in `Accepted`'}),
    cursor: z.string().meta({description: 'Pass it back as `after`'}),
    text: z
      .string()
      .nullable()
      .meta({description: 'The reply; while pending, the text so far where all events are given'}),
    ...ReplyFacts.shape,
    error: z.object({code: z.string(), message: z.string()}).nullable(),
    retry_after_ms: z.int().min(0).meta({description: 'When to ask again, in milliseconds; 0 once ended'}),
    queue: z
      .object({
        position: z.int().min(0).meta({description: 'How many have to begin before it'}),
        eta_ms: z.int().min(0).meta({description: 'When the reply is to be expected, in milliseconds'}),
      })
      .meta({description: 'An estimate from live depth, workers and reply times'}),
    created_at: At,
    started_at: At.nullable(),
    finished_at: At.nullable(),
  })
  .meta({id: 'PollAnswer'});
export type PollAnswer = z.infer<typeof PollAnswer>;

export const LegacyAnswer = z
  .object({message: z.string(), message_id: z.string()})
  .meta({id: 'LegacyAnswer'});

export const LegacyAccepted = z
  .object({message_id: z.string(), status: z.literal('queued'), poll_url: z.string()})
  .meta({id: 'LegacyAccepted'});

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({description: 'Stable, snake_case'}),
    errors: z.array(z.object({detail: z.string(), pointer: z.string()})).optional(),
    guard: Guard.optional().meta({description: 'Whoever is refused in danger hears the guard all the same'}),
  })
  .meta({id: 'Problem', description: 'RFC 9457'});
export type Problem = z.infer<typeof Problem>;

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Without recursion, and of what is far too much no further than that: the input is hostile until it has passed. */
function whyUnfit(metadata: unknown): string | undefined {
  const tooMuch = 'must be at most 2 KiB as JSON';
  let least = 0; // bytes that it has at least
  let level = 0;
  for (let now: unknown[] = [metadata]; now.length > 0; level++) {
    if (level === metadataLevels) return `must not be nested more than ${metadataLevels} deep`;
    const inside: unknown[] = [];
    for (const item of now) {
      least += typeof item === 'string' ? item.length + 2 : 1;
      if (typeof item !== 'object' || item === null) continue;
      least += Array.isArray(item) ? item.length : Object.keys(item).length * 4;
      if (least > metadataBytes) return tooMuch;
      inside.push(...Object.values(item));
    }
    now = inside;
  }
  if (typeof metadata !== 'object') return undefined; // what it is instead is said by its type
  return least > metadataBytes || bytes(JSON.stringify(metadata)) > metadataBytes ? tooMuch : undefined;
}
