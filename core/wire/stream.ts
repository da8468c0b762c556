/** The shapes of the streams: server-sent events and WebSocket frames. They describe what is written, and check what is read. */
import {z} from 'zod';
import {At, Guard, IdempotencyKey, SentToken} from './message.ts';

/** The first event of a stream that was asked for by a send. */
export const StreamAck = z
  .object({
    type: z.literal('ack'),
    message_id: z.string(),
    session_id: z.string(),
    status: z.literal('queued'),
    token: SentToken.optional(),
  })
  .meta({id: 'StreamAck'});
export type StreamAck = z.infer<typeof StreamAck>;

/**
 * What every frame of a WebSocket client is looked at for first: without a type it is a send, with the members of
 * `SendBody`. The ids go back with an error, so that the client knows what was refused.
 */
export const SocketHead = z.object({
  type: z.enum(['cancel', 'resume'], 'must be cancel, resume, or absent for a message').optional(),
  message_id: z.string().optional().catch(undefined),
  client_message_id: IdempotencyKey.optional().catch(undefined),
});

export const SocketCancel = z
  .object({type: z.literal('cancel'), message_id: z.string()})
  .meta({id: 'SocketCancel'});

export const SocketResume = z
  .object({
    type: z.literal('resume'),
    message_id: z.string(),
    after: z.string().default('0').meta({description: 'The last cursor that was seen; `0` for all'}),
  })
  .meta({id: 'SocketResume'});
export type SocketResume = z.infer<typeof SocketResume>;

const ofMessage = {message_id: z.string()};
const atCursor = {...ofMessage, cursor: z.string().meta({description: 'Pass it back as `after`'})};

/** What a WebSocket client is told. */
export const SocketFrame = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('ack'),
      ...ofMessage,
      status: z.literal('queued'),
      client_message_id: z.string().optional(),
    }),
    z.object({type: z.literal('guard'), ...Guard.shape, ...atCursor}),
    z.object({type: z.literal('typing'), status: z.boolean(), ...ofMessage}),
    z.object({type: z.literal('delta'), text: z.string(), ...atCursor}),
    z.object({type: z.literal('reset'), ...atCursor}),
    z.object({
      type: z.literal('message'),
      text: z.string(),
      merged_into: z.string().optional(),
      timestamp: At,
      ...atCursor,
    }),
    z.object({type: z.literal('cancelled'), ...atCursor}),
    z
      .object({
        type: z.literal('error'),
        code: z.string(),
        message: z.string(),
        message_id: z.string().optional(),
        client_message_id: z.string().optional(),
        cursor: z.string().optional(),
        guard: Guard.optional(),
      })
      .meta({
        description:
          'With a cursor: how the message ended. Without: a frame was refused; no message has ended',
      }),
  ])
  .meta({id: 'SocketFrame'});
export type SocketFrame = z.infer<typeof SocketFrame>;
