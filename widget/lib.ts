/** What the parts that are loaded later take from the script, so that there is one of each. */
import {html, nothing} from 'lit/html.js';
import {ClientError, createAsk} from './client.ts';
import {focusOn} from './focus.ts';
import type {More} from './more/more.ts';
import {Poller} from './poller.ts';
import {renderFlat, speakerOf} from './render-turn.ts';
import {loadPart} from './script.ts';
import {emptyTurn, isAccepted, onceEach, speechOf, withoutAlarm} from './turn.ts';
import type {Voice} from './voice/voice.ts';
import {errorWords} from './words.ts';

const lib = {
  html,
  nothing,
  ClientError,
  createAsk,
  focusOn,
  Poller,
  renderFlat,
  speakerOf,
  emptyTurn,
  isAccepted,
  onceEach,
  speechOf,
  withoutAlarm,
  errorWords,
};

let more: {More: typeof More} | undefined;
let voice: {Voice: typeof Voice} | undefined;

/** Once for the page; `undefined` where it cannot be had now. */
export async function loadMore(): Promise<typeof more> {
  const create = await loadPart('more');
  if (typeof create === 'function') more ??= create(lib);
  return more;
}

export async function loadVoice(): Promise<typeof voice> {
  const create = await loadPart('voice');
  if (typeof create === 'function') voice ??= create(lib);
  return voice;
}
