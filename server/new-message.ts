/** A visitor's send as a message for the queue, whichever transport it came over. */
import {newId} from '../core/ids.ts';
import {type Clinics, clinicOf} from '../core/queue/accept.ts';
import type {NewMessage} from '../core/queue/enqueue.ts';
import type {Redis} from '../core/redis/connection.ts';
import {clinicOfSession} from '../core/sessions/open-session.ts';
import {IdempotencyKey, SendBody} from '../core/wire/message.ts';
import {header, notOwner} from './openapi/operation.ts';
import {invalid, parse} from './parse.ts';
import {insistOnOpenSession, insistOnOwner, type Owner, type Tokens} from './session-token.ts';

/** What a send may be refused with, for the OpenAPI document. */
export const refusedSend = {
  ...notOwner,
  404: '`clinic_not_found`',
  422: '`idempotency_conflict`',
  429: '`rate_limited`; see Retry-After',
};

export const idempotencyKey = header(
  'Idempotency-Key',
  'A repeat with the same key and payload in the same session is the same message; goes before `client_message_id`. Without ' +
    'a `session_id` it holds within the clinic and opens one session, whose repeats get it again: it must then have at ' +
    'least 22 characters that nobody can guess',
  {type: 'string', maxLength: 128},
);

/** Where errors say that the header was wrong. */
const keyPointer = '#/headers/Idempotency-Key';

/** A key that opens a session stands for it: it must be as hard to guess as one. */
const sessionKeyLength = 22;

export type NewMessageDeps = {redis: Redis; clinics: Clinics; tokens: Tokens};

export type Sender = {
  /** Whom the token stands for that was shown; what the body leaves out of session and clinic is the owner's. */
  owner?: Owner | undefined;
  /** The client's, as `clientAddress` groups it. */
  address: string;
  /** The one that its transport names; then the body says nothing of it. */
  session?: string;
};

const BodyWithoutSession = SendBody.omit({session_id: true});

/**
 * `key`: the idempotency key where the transport has a place of its own for it; it wins over the body's. A message that
 * names no session opens one. Throws `invalid_request`, `clinic_not_found` or `session_token_invalid`.
 */
export async function newMessage(
  {redis, clinics, tokens}: NewMessageDeps,
  input: unknown,
  {owner, address, session}: Sender,
  key?: string,
): Promise<NewMessage> {
  const body: SendBody =
    session === undefined
      ? parse(SendBody, input)
      : {...parse(BodyWithoutSession, input), session_id: session};
  const {text, session_id = owner?.session, clinic_id, agent_id, user_id, metadata} = body;
  if (!owner && session_id !== undefined) insistOnOpenSession(tokens, session_id);
  const isKnown = clinic_id === undefined && owner === undefined && session_id !== undefined;
  const own = isKnown ? await clinicOfSession(redis, 'widget', session_id) : owner?.clinic;
  const clinic = clinicOf(clinics, clinic_id ?? own);
  if (owner) insistOnOwner(owner, {session: session_id, clinic: clinic.id});
  const ownKey = key ?? body.client_message_id;
  if (ownKey !== undefined && session_id === undefined && ownKey.length < sessionKeyLength) {
    const detail = `must have at least ${sessionKeyLength} characters where no session_id is sent; it has ${ownKey.length}`;
    throw invalid([{detail, pointer: key === undefined ? '#/client_message_id' : keyPointer}]);
  }
  return {
    id: newId(),
    channel: 'widget',
    session: session_id ?? newId(),
    text,
    clinic: clinic.id,
    agent: agent_id,
    user: user_id,
    metadata,
    authorised: owner?.generation,
    address: address || undefined,
    opens: session_id === undefined,
    idempotency:
      ownKey === undefined
        ? undefined
        : {
            key: ownKey,
            scope: session_id === undefined ? `clinic ${clinic.id}` : `session ${session_id}`,
            payload: {text, clinic_id, agent_id, user_id, metadata},
          },
  };
}

/** The header `Idempotency-Key`, bare or as a quoted string; `''` for none. Throws `invalid_request`. */
export function keyOf(header: string): string | undefined {
  if (header === '') return undefined;
  const bare = /^"(.*)"$/.exec(header)?.[1] ?? header;
  const {success, data, error} = IdempotencyKey.safeParse(bare);
  if (!success) throw invalid([{detail: error.issues[0]?.message ?? '', pointer: keyPointer}]);
  return data;
}
