/** The shapes of sessions, their history and feedback, as `core/wire/message.ts` has those of messages. */
import {z} from 'zod';
import {At, codePoints, controlCharacter, MessageStatus, Name, ReplyFacts} from './message.ts';

export const SessionBody = z
  .object({
    clinic_id: Name.optional(),
    agent_id: Name.optional(),
    user_id: Name.optional(),
    locale: z
      .string()
      .max(35, 'must have at most 35 characters')
      .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a BCP 47 language tag, such as en or es-AR')
      .optional(),
  })
  .meta({id: 'SessionBody'});

export const ContinueBody = z
  .object({
    link: z.string().min(1).max(2048).meta({description: 'What stands behind the # of a link of ours'}),
  })
  .meta({id: 'ContinueBody'});

export const SessionAnswer = z
  .object({
    session_id: z.string(),
    token: z.string().meta({description: 'To be sent as `Authorization: Bearer …`'}),
    expires_at: At,
    config: z.object({
      clinic: z.object({
        id: z.string(),
        name: z.string(),
        greeting: z.string(),
        locale: z.string(),
        locales: z.array(z.string()).meta({description: 'Languages that visitors are answered in'}),
        quick_replies: z.array(z.string()),
        disclaimer: z.string(),
        contact: z.object({
          phone: z.string(),
          email: z.string().optional(),
          address: z.string(),
          person: z.string().meta({description: 'How to reach a human being'}),
        }),
        emergency: z.object({number: z.string(), text: z.string()}),
      }),
      transports: z.array(z.enum(['websocket', 'poll'])).meta({description: 'In order of preference'}),
      limits: z.object({
        text_max_length: z.int().meta({description: 'Code points of a message'}),
        waiting_turns: z.int().meta({description: 'Messages that may wait behind the one being answered'}),
      }),
    }),
  })
  .meta({id: 'SessionAnswer'});
export type SessionAnswer = z.infer<typeof SessionAnswer>;

export const HistoryMessage = z
  .object({
    message_id: z.string(),
    role: z.enum(['user', 'agent']),
    text: z.string(),
    at: At,
    status: MessageStatus,
    ...ReplyFacts.shape,
  })
  .meta({id: 'HistoryMessage'});
export type HistoryMessage = z.infer<typeof HistoryMessage>;

export const HistoryAnswer = z
  .object({
    messages: z.array(HistoryMessage).meta({description: 'Oldest first, each reply after its question'}),
    next: z
      .string()
      .nullable()
      .meta({description: 'Pass it as `before` for what was said earlier; null where nothing was'}),
    cursor: z.string().optional().meta({description: 'The newest thing said; pass it as `after`'}),
    state: z.enum(['agent', 'person']).optional().meta({description: 'Who has the conversation'}),
    retry_after_ms: z.int().min(0).optional().meta({description: 'When to ask again, in milliseconds'}),
  })
  .meta({id: 'HistoryAnswer'});
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const FeedbackBody = z
  .object({
    rating: z.enum(['up', 'down']),
    comment: z
      .string()
      .refine(text => codePoints(text) <= 1000, 'must have at most 1000 characters')
      .refine(text => !controlCharacter.test(text), 'must not contain control characters')
      .refine(text => text.isWellFormed(), 'must be well-formed Unicode')
      .optional()
      .meta({maxLength: 1000}),
  })
  .meta({id: 'FeedbackBody'});

export const ConsentBody = z.object({version: z.string().min(1).max(128)}).meta({id: 'ConsentBody'});

const ConsentText = z.object({
  text: z.string(),
  version: z.string().meta({description: 'Changes with the text'}),
});

export const WidgetConfig = z
  .object({
    clinic: z.object({
      id: z.string(),
      name: z.string(),
      locale: z.string(),
      dir: z.enum(['ltr', 'rtl']),
    }),
    greeting: z.string(),
    choices: z.array(z.string()).meta({description: 'Texts of which a tap sends one'}),
    disclosure: z.string().meta({description: 'Says that an automatic assistant answers here'}),
    privacy_url: z.string().optional(),
    consent: ConsentText.extend({required: z.boolean()}).optional(),
    emergency: z.object({number: z.string(), text: z.string()}),
    person: z.object({
      available: z.boolean(),
      how: z.string().meta({description: 'How to reach a human being'}),
    }),
    features: z.object({websocket: z.boolean(), voice: z.boolean(), feedback: z.boolean()}),
  })
  .meta({id: 'WidgetConfig', description: 'What the element shows before anything is said'});
export type WidgetConfig = z.infer<typeof WidgetConfig>;
