/** Somebody wrote, or sent something without words: it is answered by the agent, by us, or not at all. */
import {createHash} from 'node:crypto';
import {type Heard, type Verdict, weigh} from '../../chats/weigh.ts';
import {newId} from '../../ids.ts';
import type {Channel} from '../../keys.ts';
import {optedIn, slowDown, wereAway} from '../../phrases/chats.ts';
import {alarmIn} from '../../queue/alarms/alarm.ts';
import type {NewMessage} from '../../queue/enqueue.ts';
import {note, type Saying} from '../../queue/words/note.ts';
import type {Received} from '../channel.ts';
import {chosen} from './chosen.ts';
import {invite} from './invite.ts';
import {type Place, placeOf} from './place.ts';
import type {Outcome, ReceiveDeps} from './receive-deps.ts';
import {askForText, confirmOptOut, greet, help, sayAlarm, stopAnswering, tellPhrase} from './tell.ts';

/** Older words are no part of a conversation any more. */
export const rememberedMs = 24 * 3_600_000;

/** `text`: absent where there are no words. */
export type Words = Received & {text?: string};

export async function hear(deps: ReceiveDeps, channel: Channel, message: Words): Promise<Outcome> {
  const place = await placeOf(deps, channel, message);
  if (message.isMixedUp) deps.tally.warn('webhook.mixed_up', {channel, instance: message.account});
  const text = message.text === undefined ? undefined : await chosen(deps.redis, place, message.text);
  const verdict = await judge(deps, place, message, text === undefined ? 'wordless' : 'words');
  if (verdict === 'answer' && text !== undefined)
    return {message: await ask(deps, place, {...message, text})};
  if (text !== undefined && isKept(verdict, message)) {
    const noted = await note(
      deps.redis,
      deps.limits.resultTtlMs,
      sayingOf(place, {...message, text}),
      verdict,
    );
    // It was answered in its time, and was read again since.
    if (verdict === 'away' && noted === 'repeated') return {reason: 'stale'};
  }
  await respond(deps, place, message, verdict);
  return {reason: text === undefined && (verdict === 'ask' || verdict === 'album') ? 'wordless' : verdict};
}

/** What is to be done with it; where it speaks of an emergency that is answered first, whatever the verdict is. */
export async function judge(
  {redis, limits, chats, tally}: ReceiveDeps,
  place: Place,
  message: Words,
  kind: Heard['kind'],
): Promise<Verdict> {
  const {text = '', eventId, account, atMs, wish, needsOptIn, media} = message;
  const {chat, others, clinic} = place;
  const rules = {perMinute: chats.perMinute, staleMs: chats.staleMs};
  const heard = {chat, others, event: eventId, kind, text, atMs, wish, needsOptIn, media, rules};
  const verdict = await weigh(redis, heard);
  const isQuieted = verdict === 'loop' || verdict === 'looping';
  const guard = alarmIn(clinic, text)?.guard;
  if (guard) await sayAlarm({redis, limits}, place, {guard, event: eventOf(message), isLoop: isQuieted});
  if (isQuieted || verdict === 'slow_down' || verdict === 'limited') {
    tally.warn('chat.quieted', {
      channel: chat.channel,
      instance: account,
      reason: isQuieted ? 'loop' : 'rate',
    });
  }
  return verdict;
}

/** Into the queue. `metadata` is for the agent. */
export async function ask(
  deps: ReceiveDeps,
  place: Place,
  message: Received & {text: string},
  metadata?: NewMessage['metadata'],
): Promise<string> {
  const {account, eventId, text, sender, providerId, atMs} = message;
  const {clinic, chat, home, locale} = place;
  const {id} = await deps.accept({
    ...home,
    ...(home.target !== undefined ? {providerId} : {origin: {session: chat.session, target: chat.target}}),
    id: newId(),
    text,
    clinic: clinic.id,
    user: sender || undefined,
    locale,
    saidAtMs: atMs,
    metadata,
    // No payload: a provider that repeats itself may have changed something meanwhile.
    idempotency: {key: eventId, scope: scopeOf(account), payload: null},
  });
  if (home.channel === 'widget') await invite(deps, clinic, chat, {id, session: home.session});
  return id;
}

/** What we say ourselves. */
async function respond(deps: ReceiveDeps, place: Place, message: Words, verdict: Verdict): Promise<void> {
  const event = eventOf(message);
  // What the provider has answered is not answered twice.
  const isAnswered = message.isWishAnswered === true;
  switch (verdict) {
    case 'ask':
      return askForText(deps, place, event);
    case 'stopped':
      if (isAnswered) return;
      return confirmOptOut(deps, place, {event, needsOptIn: message.needsOptIn === true});
    case 'back':
      return isAnswered ? undefined : tellPhrase(deps, place, optedIn, event);
    case 'greet':
      return isAnswered ? undefined : greet(deps, place, event);
    case 'help':
      return isAnswered ? undefined : help(deps, place, event);
    case 'slow_down':
      return tellPhrase(deps, place, slowDown, event);
    case 'loop':
      return stopAnswering(deps, place, event);
    case 'away':
      return deps.chats.tellsAway ? tellPhrase(deps, place, wereAway, event) : undefined;
    default:
      return undefined;
  }
}

/** Words that nobody answers stand in the conversation all the same; not those of a machine, or of days ago. */
function isKept(verdict: Verdict, {atMs}: Received): boolean {
  return verdict !== 'loop' && verdict !== 'looping' && Date.now() - atMs < rememberedMs;
}

export function sayingOf({clinic, home}: Place, message: Received & {text: string}): Saying {
  const {account, eventId, providerId, text, atMs} = message;
  return {
    ...home,
    text,
    clinic: clinic.id,
    alarm: alarmIn(clinic, text),
    providerId,
    atMs,
    idempotency: {scope: scopeOf(account), key: eventId},
  };
}

/** What a provider's ids are unique within. */
export function scopeOf(account: string): string {
  return `account ${account}`;
}

/** An event's name in keys: the provider's own may hold a phone number. */
function eventOf({account, eventId}: Received): string {
  return createHash('sha256').update(`${account} ${eventId}`).digest('base64url').slice(0, 22);
}
