/** What we say ourselves in a chat: greeting, help, that we read text, that we were away, and the guard's words. */
import {clinicIn} from '../../clinics/clinic-in.ts';
import {languageOf} from '../../clinics/locale.ts';
import {keys} from '../../keys.ts';
import {type Notice, notify} from '../../outbox/notify.ts';
import * as phrases from '../../phrases/chats.ts';
import {type Phrase, say} from '../../phrases/phrase.ts';
import {wayToPerson} from '../../phrases/way-to-person.ts';
import type {Guard} from '../../wire/message.ts';
import type {Place} from './place.ts';
import type {ReceiveDeps} from './receive-deps.ts';

type TellDeps = Pick<ReceiveDeps, 'redis' | 'limits'>;
type Extras = Partial<Pick<Notice, 'side' | 'insists' | 'unlessCaptionedWithinMs' | 'lately'>>;

/** Words below a picture may come after it, in a message of their own. */
const captionMs = 2500;
/** To a machine the guard repeats itself no more often than that, in milliseconds. */
const alarmToMachinesMs = 600_000;

/** For the event `key` once, however often it comes. */
export async function tell(
  {redis, limits}: TellDeps,
  {clinic, chat}: Pick<Place, 'clinic' | 'chat'>,
  {text, key}: {text: string; key: string},
  extras: Extras = {},
): Promise<void> {
  if (chat.target === '') return; // the event did not say whose chat it is
  const notice = {...chat, clinic: clinic.id, text, key, everyMs: limits.resultTtlMs};
  await notify(redis, limits, {...notice, ...extras});
}

/** At once, before whatever else leaves. It says nothing of whoever wrote, and goes also where replies do not. */
export async function sayAlarm(
  deps: TellDeps,
  place: Place,
  {guard, event, isLoop}: {guard: Guard; event: string; isLoop: boolean},
): Promise<void> {
  const {channel, session} = place.chat;
  const lately = {key: keys.notice(channel, session, 'alarm'), everyMs: alarmToMachinesMs};
  const extras = {side: 'ahead', insists: true, ...(isLoop && {lately})} as const;
  await tell(deps, place, {text: guard.text, key: `alarm ${event}`}, extras);
}

/** Unless words come below one of its pictures. */
export function askForText(deps: TellDeps, place: Place, event: string): Promise<void> {
  const text = say(phrases.askForText, place.locale);
  const extras = {side: 'later', unlessCaptionedWithinMs: captionMs} as const;
  return tell(deps, place, {text, key: `ask ${event}`}, extras);
}

/** What is said without a word of the clinic's own. */
export function tellPhrase(deps: TellDeps, place: Place, phrase: Phrase, event: string): Promise<void> {
  return tell(deps, place, {text: say(phrase, place.locale), key: `said ${event}`});
}

/** One confirmation is the custom of an opt-out; then nothing leaves. */
export function confirmOptOut(
  deps: TellDeps,
  place: Place,
  {event, needsOptIn}: {event: string; needsOptIn: boolean},
): Promise<void> {
  const phrase = needsOptIn ? phrases.optedOutUntilStart : phrases.optedOut;
  const text = say(phrase, place.locale);
  return tell(deps, place, {text, key: `said ${event}`}, {side: 'ahead', insists: true});
}

export function greet(deps: TellDeps, place: Place, event: string): Promise<void> {
  const {locale} = place;
  const clinic = clinicIn(place.clinic, locale);
  const isOwn = languageOf(locale) === languageOf(clinic.locale);
  const hello = isOwn ? clinic.greeting : `${say(phrases.welcome, locale)} ${clinic.name}.`;
  const questions = clinic.quickReplies?.map(question => `- ${question}`) ?? [];
  const examples =
    questions.length > 0
      ? [[say(phrases.whatToAsk, locale), ...questions].join('\n')]
      : [say(phrases.whatWeDo, locale)];
  const text = [hello, ...examples, ...(isOwn ? [clinic.disclaimer] : [])].join('\n\n');
  return tell(deps, place, {text, key: `said ${event}`});
}

export function help(deps: TellDeps, place: Place, event: string): Promise<void> {
  const {clinic, locale} = place;
  const emergency = `${say(phrases.inAnEmergency, locale)} ${clinic.emergency.number}.`;
  const text = [say(phrases.whatWeDo, locale), wayToPerson(clinic, locale), emergency].join('\n\n');
  return tell(deps, place, {text, key: `said ${event}`});
}

/** Whoever is no machine learns how to reach a person. */
export function stopAnswering(deps: TellDeps, place: Place, event: string): Promise<void> {
  const {clinic, locale} = place;
  const text = `${say(phrases.noMoreOfTheSame, locale)} ${wayToPerson(clinic, locale)}`;
  return tell(deps, place, {text, key: `said ${event}`});
}
