/** What is said to one question: hours by the clock, an entry as it is written, or which honest silence. */
import type {Clinic, Entry} from '../../../core/clinics/clinic.ts';
import {answerHours} from './hours/hours.ts';
import type {Language, SmallTalkKind} from './language/language.ts';
import {find} from './search/find.ts';
import {libraryOf} from './search/library.ts';
import {tellEntry} from './tell-entry.ts';
import {hearLocation, hoursOf, withoutLocation} from './tell-location.ts';
import {hearTopics} from './topics/topics.ts';

/** Where a question is asked. */
export type Scene = {clinic: Clinic; language: Language; now: Date};

export type Reply =
  | {is: 'hours'; about: string; text: string; likelihood: number}
  | {is: 'entry'; entry: Entry; topic: string | null; text: string; likelihood: number}
  | {is: 'small-talk'; kind: SmallTalkKind}
  | {is: 'clinician'}
  | {is: 'nothing'};

/** The model is sure that it is about hours: they may be asked in any words. Else their words must be plain. */
const sureHours = 0.7;
const likelyHours = 0.35;
/** Where nothing asks, but a time is named. */
const likelyTime = 0.6;

export function replyTo(scene: Scene, text: string): Reply {
  const {clinic, language} = scene;
  const location = hearLocation(clinic, text);
  const asked = location ? withoutLocation(text, location) : text;
  const heard = hearTopics(asked);
  const likelihood = heard.of('hours') + heard.of('holidays');
  const hours = hoursFor(scene, text, likelihood >= sureHours);
  if (hours && likelihood >= (hours.asked ? likelyHours : likelyTime)) {
    return hours.entry
      ? {is: 'entry', entry: hours.entry, topic: 'holidays', text: hours.text, likelihood}
      : {is: 'hours', about: hours.about, text: hours.text, likelihood};
  }
  const found = find(clinic, asked, language, heard);
  return found.is === 'entry' ? {...found, text: tellEntry(clinic, language, found, text)} : found;
}

/** The hours that a text asks for, at the location that it names. */
export function hoursFor(
  {clinic, language, now}: Scene,
  text: string,
  isSure = false,
): ReturnType<typeof answerHours> {
  const {entries} = libraryOf(clinic, language);
  const holidayLine = language.lines.holiday(clinic.contact.phone);
  const location = hearLocation(clinic, text);
  const asked = location ? withoutLocation(text, location) : text;
  const ask = (one: Clinic) => answerHours(one, language, {text: asked, now, isSure, entries, holidayLine});
  if (!location) {
    const own = ask(clinic);
    const others = (clinic.locations ?? []).flatMap(each => {
      const hours = own && !own.entry && each.hours ? ask({...clinic, hours: each.hours}) : null;
      return hours ? [`${each.name}: ${hours.text}`] : [];
    });
    return own && others.length > 0 ? {...own, text: [own.text, ...others].join('\n')} : own;
  }
  const there = ask({...clinic, hours: hoursOf(clinic, location)});
  return there && !there.entry ? {...there, text: `${location.name}: ${there.text}`} : there;
}
