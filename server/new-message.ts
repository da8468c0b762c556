/** A visitor's send as a message for the queue, whichever transport it came over. */
import {newId} from '../core/ids.ts';
import {type Clinics, clinicOf} from '../core/queue/accept.ts';
import type {NewMessage} from '../core/queue/enqueue.ts';
import {IdempotencyKey, SendBody} from '../core/wire/message.ts';
import {header, notOwner} from './openapi/operation.ts';
import {invalid, parse} from './parse.ts';
import {insistOnOwner, type Owner} from './session-token.ts';

/** What a send may be refused with, for the OpenAPI document. */
export const refusedSend = {
  ...notOwner,
  404: '`clinic_not_found`',
  422: '`idempotency_conflict`',
  429: '`rate_limited`; see Retry-After',
};

export const idempotencyKey = header(
  'Idempotency-Key',
  'A repeat with the same key and payload is the same message',
  {type: 'string', maxLength: 128},
);

/** A key that opens a session stands for it: it must be as hard to guess as one. */
const sessionKeyLength = 22;

/**
 * `key`: the idempotency key where the transport has a place of its own for it; it wins over the body's.
 * `owner`: whom the token stands for that was shown; what the body leaves out of session and clinic is the owner's.
 * Throws `invalid_request`, `clinic_not_found` or `session_token_invalid`.
 */
export function newMessage(input: unknown, clinics: Clinics, key?: string, owner?: Owner): NewMessage {
  const body = parse(SendBody, input);
  const {text, session_id = owner?.session, clinic_id, agent_id, user_id, page_title, metadata} = body;
  const clinic = clinicOf(clinics, clinic_id ?? owner?.clinic);
  if (owner) insistOnOwner(owner, {session: session_id, clinic: clinic.id});
  const ownKey = key ?? body.client_message_id;
  if (ownKey !== undefined && session_id === undefined && ownKey.length < sessionKeyLength) {
    const detail = `must have at least ${sessionKeyLength} characters where no session_id is sent`;
    throw invalid([{detail, pointer: '#/client_message_id'}]);
  }
  return {
    id: newId(),
    channel: 'widget',
    session: session_id ?? newId(),
    text,
    clinic: clinic.id,
    agent: agent_id,
    user: user_id,
    page_title,
    metadata,
    authorised: owner !== undefined,
    idempotency:
      ownKey === undefined
        ? undefined
        : {
            key: ownKey,
            scope: session_id === undefined ? `clinic ${clinic.id}` : `session ${session_id}`,
            payload: {text, clinic_id, agent_id, user_id, page_title, metadata},
          },
  };
}

/** The header `Idempotency-Key`, bare or as a quoted string; `''` for none. Throws `invalid_request`. */
export function keyOf(header: string): string | undefined {
  if (header === '') return undefined;
  const bare = /^"(.*)"$/.exec(header)?.[1] ?? header;
  const {success, data, error} = IdempotencyKey.safeParse(bare);
  if (!success)
    throw invalid([{detail: error.issues[0]?.message ?? '', pointer: '#/headers/Idempotency-Key'}]);
  return data;
}
