/** What the parts that are loaded later take from the script, so that there is one of each. */
import {html, nothing} from 'lit/html.js';
import {ClientError, createAsk} from './client.ts';
import {focusOn} from './focus.ts';
import {icon} from './icons.ts';
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
  icon,
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

type Loaded = {more?: {More: typeof More}; voice?: {Voice: typeof Voice}};

const loaded: Loaded = {};

/** Once for the page; `undefined` where it cannot be had now. */
export async function load<N extends keyof Loaded>(name: N): Promise<Loaded[N]> {
  const create = await loadPart(name);
  if (typeof create === 'function') loaded[name] ??= create(lib);
  return loaded[name];
}
