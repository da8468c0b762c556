/** What the parts that are loaded later take from the script, so that there is one of each. */
import {html, nothing} from 'lit/html.js';
import {ClientError, createAsk} from './client.ts';
import {focusOn} from './focus.ts';
import {plainText} from './markdown/write-markdown.ts';
import {Poller} from './poller.ts';
import {renderFlat, speakerOf} from './render-turn.ts';
import {emptyTurn, isAccepted, speechOf} from './turn.ts';
import {errorWords} from './words.ts';

export const lib = {
  html,
  nothing,
  ClientError,
  createAsk,
  focusOn,
  plainText,
  Poller,
  renderFlat,
  speakerOf,
  emptyTurn,
  isAccepted,
  speechOf,
  errorWords,
};
