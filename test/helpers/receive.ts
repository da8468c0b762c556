/** What was said on a channel, into a real queue: what the tests of receiving have in common. */
import type {Chats, Received, Said} from '../../core/channels/channel.ts';
import {receive} from '../../core/channels/hearing/receive.ts';
import type {Outcome, ReceiveDeps} from '../../core/channels/hearing/receive-deps.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {chatSettings} from '../../core/config/chats.ts';
import type {Channel} from '../../core/keys.ts';
import {accept} from '../../core/queue/accept.ts';
import type {Redis} from '../../core/redis/connection.ts';
import {sessionSecrets} from '../../core/sessions/session-secrets.ts';
import {Tally} from '../../core/tally.ts';
import {type TestLog, testLog} from './log.ts';
import {limits} from './queue.ts';

export function receiveDeps(
  redis: Redis,
  {log = testLog(), ...given}: Partial<ReceiveDeps> & {log?: TestLog} = {},
): ReceiveDeps {
  const clinics = given.clinics ?? {known: loadClinics(defaultClinicsDir), fallback: 'demo'};
  return {
    redis,
    log,
    tally: new Tally(log),
    limits,
    chats: chatSettings.from({}),
    clinics,
    links: {secrets: sessionSecrets({redis}), now: Date.now, publicUrl: 'https://chat.example'},
    accept: message => accept({writes: redis, limits, clinics, log}, message),
    ...given,
  };
}

/** Somebody of the chat says this now. */
export function saying(chats: Chats, text: string, eventId: string, fields: Partial<Received> = {}) {
  const target = '15555550142@s.whatsapp.net';
  const common = {account: 'willow', sender: chats[0], target, atMs: Date.now(), clinic: undefined};
  return {...common, chats, text, eventId, providerId: eventId, ...fields};
}

/** The id of the message that it became; throws where it became none. */
export async function messageOf(deps: ReceiveDeps, channel: Channel, said: Said): Promise<string> {
  const outcome: Outcome = await receive(deps, channel, said);
  if (!('message' in outcome)) throw new Error(`it became nothing: ${outcome.reason}`);
  return outcome.message;
}
