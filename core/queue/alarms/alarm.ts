/** What the clinic's guard says of a message, and how that is written down with it: by every way that words come in. */
import type {Clinic} from '../../clinics/clinic.ts';
import type {Entry} from '../../fifo/entry.ts';
import {hearAlarm} from '../../guard/hear-alarm.ts';
import {keys} from '../../keys.ts';
import {lua, type Prelude} from '../../redis/script.ts';
import type {Guard} from '../../wire/message.ts';
import {desk} from '../desk/desk.ts';
import {heardField} from './heard.ts';

/** `language`: of the visitor's words, where the guard could tell. `isNotified`: the clinic wants to be told. */
export type Alarm = {guard: Guard; language: string | undefined; isNotified: boolean};

export function alarmIn(clinic: Clinic, text: string): Alarm | undefined {
  const heard = text === '' ? null : hearAlarm(clinic, text);
  return heard ? {...heard, isNotified: clinic.guard?.notify !== undefined} : undefined;
}

/** `note_alarm(now)`, `sound_alarm(now)`: of the message `args.id`. */
export const alarming: Prelude<{alarm: Alarm | undefined; entry: Entry}> = {
  lua: lua(import.meta.url, 'alarm.lua'),
  uses: [desk],
  keys: {
    message: ({entry}) => keys.message(entry.message),
    events: ({entry}) => keys.events(entry.message),
    alarms: () => keys.alarms,
    alarms_heard: () => keys.alarmsHeard,
  },
  args: {
    alarm: ({alarm}) => alarm?.guard.kind,
    alarm_text: ({alarm}) => alarm?.guard.text,
    alarm_phone: ({alarm}) => alarm?.guard.phone,
    alarm_locale: ({alarm}) => alarm?.guard.locale,
    alarm_heard: ({alarm, entry}) =>
      alarm && heardField(alarm.guard.kind, alarm.language ?? 'either', entry.channel),
    is_notified: ({alarm}) => alarm?.isNotified,
  },
};
