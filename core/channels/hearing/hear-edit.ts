/**
 * Somebody changed what they had written. While the old words wait or are being answered the new ones take their place;
 * afterwards they are a message of their own that names what it corrects. The guard hears them at once either way.
 * Nobody changes what stands in another chat, whichever id they name: there it is theirs, and said where they are.
 */
import {type Channel, keys} from '../../keys.ts';
import {outgoingKey} from '../../outbox/delivery.ts';
import {alarmIn} from '../../queue/alarms/alarm.ts';
import {recordOf} from '../../queue/enqueue.ts';
import {eventsTtlMs} from '../../queue/messages.ts';
import {amend} from '../../queue/words/amend.ts';
import {note} from '../../queue/words/note.ts';
import type {Redis} from '../../redis/connection.ts';
import {openIfWhole} from '../../seal.ts';
import type {Edit, Received} from '../channel.ts';
import {ask, hear, judge, sayingOf, scopeOf} from './hear.ts';
import {type Place, placeOf} from './place.ts';
import {clinicOf, type Outcome, type ReceiveDeps} from './receive-deps.ts';

/** A message of ours, and where it is kept. */
type Original = {message: string; channel: Channel; session: string};

/** Of a conversation, the messages that an edit may be of; older ones nobody changes. */
const looked = 50;

export async function hearEdit(deps: ReceiveDeps, channel: Channel, edit: Edit): Promise<Outcome> {
  const {redis, limits} = deps;
  const {from, text} = edit;
  const known = from && (await placeOf(deps, channel, from));
  const original = await findOriginal(redis, channel, edit, known);
  if (!original) return hearNew(deps, channel, edit);
  const before = await readOriginal(redis, original);
  if (known && !edit.isHearsay && !isOfChat({...original, ...before}, known)) {
    return hearNew(deps, channel, edit);
  }
  if (before.text === '') return {reason: 'own'}; // of the clinic's own
  if (before.text === text) return {reason: 'unchanged'};
  // Whose message it was we know better than hearsay, which names the chat as whoever wrote sees it.
  const isPlaced = before.target !== '' || !known;
  const place = isPlaced ? placeOfOriginal(deps, channel, edit, {...original, ...before}) : known;
  const message = receivedOf(edit, place);
  const verdict = await judge(deps, place, message, 'edit');
  const merges = place.clinic.doubleText === 'merge';
  const amendment = {text, alarm: alarmIn(place.clinic, text), merges};
  const amended = await amend(redis, {...limits, eventsTtlMs}, original, amendment);
  if (amended === 'amended' || amended === 'unchanged') return {reason: amended};
  if (verdict === 'answer') return {message: await ask(deps, place, message, {corrects: original.message})};
  await note(redis, limits.resultTtlMs, sayingOf(place, message), verdict);
  return {reason: verdict};
}

/** The message that it was said in never came to us, or is forgotten: then these words are all that we know. */
async function hearNew(deps: ReceiveDeps, channel: Channel, edit: Edit): Promise<Outcome> {
  const {from, of, account, text} = edit;
  if (!from) return {reason: 'no_route'};
  const providerId = 'eventId' in of ? of.eventId : of.providerId;
  const isSent = await deps.redis.run(client =>
    client.hExists(outgoingKey(channel, account, providerId), 'piece'),
  );
  return isSent ? {reason: 'own'} : hear(deps, channel, {...from, text});
}

async function findOriginal(
  redis: Redis,
  channel: Channel,
  {account, of}: Edit,
  place: Place | undefined,
): Promise<Original | undefined> {
  if ('eventId' in of) {
    // In the conversation on the channel, or in that of the secure widget.
    for (const home of new Set<Channel>([place?.home.channel ?? channel, channel, 'widget'])) {
      const key = keys.idempotency(recordOf(home, {scope: scopeOf(account), key: of.eventId}));
      const [message, session] = await redis.run(client => client.hmGet(key, ['message', 'session']));
      if (message && session) return {message, channel: home, session};
    }
    return undefined;
  }
  if (!place) return undefined;
  const {channel: home, session} = place.home;
  const ids = await redis.run(client =>
    client.zRange(keys.messages(home, session), 0, looked - 1, {REV: true}),
  );
  const found = await redis.run(client =>
    Promise.all(ids.map(id => client.hmGet(keys.message(id), ['provider_id', 'clinic']))),
  );
  const message = ids.find((owner, i) => {
    const [providerId, clinic] = found[i] ?? [];
    const context = {clinic: clinic ?? '', owner};
    return openIfWhole(redis.sealer, 'provider_id', context, providerId) === of.providerId;
  });
  return message === undefined ? undefined : {message, channel: home, session};
}

/** Its words as they are, and where the chat is that they came from. */
async function readOriginal(redis: Redis, {message, session}: Original) {
  const fields = ['clinic', 'chat_session', 'text', 'target', 'chat_target'];
  const [clinic, chatSession, text, ...targets] = await redis.run(client =>
    client.hmGet(keys.message(message), fields),
  );
  const context = {clinic: clinic ?? '', owner: message};
  const open = (field: string, value: string | null | undefined) =>
    openIfWhole(redis.sealer, field, context, value);
  const target = open('target', targets[0]) ?? open('chat_target', targets[1]) ?? '';
  return {text: open('text', text), target, chatSession: chatSession ?? session};
}

function isOfChat({channel, session, chatSession}: Original & {chatSession: string}, place: Place): boolean {
  const {chat, home} = place;
  return chatSession === chat.session || (channel === home.channel && session === home.session);
}

/** Where the event says no more than which message it is about. */
function placeOfOriginal(
  {clinics}: ReceiveDeps,
  channel: Channel,
  {clinic: id}: Edit,
  {channel: kept, session, target, chatSession}: Original & {target: string; chatSession: string},
): Place {
  const clinic = clinicOf(clinics, id);
  const home = {channel: kept, session, ...(kept === 'widget' ? {authorised: true as const} : {target})};
  return {clinic, locale: clinic.locale, chat: {channel, session: chatSession, target}, others: [], home};
}

function receivedOf(edit: Edit, {chat, clinic}: Place): Received & {text: string} {
  const {from, account, text, atMs, eventId, of} = edit;
  const providerId = 'eventId' in of ? of.eventId : of.providerId;
  const unnamed = {
    account,
    clinic: clinic.id,
    chats: [chat.session] as const,
    sender: '',
    target: chat.target,
  };
  const who = from?.target === chat.target ? from : unnamed;
  return {...who, providerId, eventId, atMs, text};
}
