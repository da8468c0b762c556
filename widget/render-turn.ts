/** One question with its reply: what was said, what is to be said about it, and what can be done. */
import {html, nothing, type TemplateResult} from 'lit/html.js';
import {phoneIcon} from './icons.ts';
import type {Words} from './locales/en.ts';
import {type Span, splitSpans} from './markdown/spans.ts';
import type {PanelView} from './panel-view.ts';
import {isAccepted, type Turn} from './turn.ts';
import {errorWords, say} from './words.ts';

type Piece = TemplateResult | typeof nothing;

export type Spot = {
  before: Turn | undefined;
  isLast: boolean;
  /** Words appear one after the other. */
  isEven: boolean;
};

/** `bubble` has the words of the reply. */
export function renderTurn(
  turn: Turn,
  bubble: HTMLElement,
  panel: PanelView,
  {before, isLast}: Spot,
): TemplateResult {
  const {words, host, more} = panel;
  const {text, at, by, repliedAt, choices, state} = turn;
  const {time} = host.wording;
  const date = more?.dayOf(at, before?.at);
  const note = renderNote(turn, panel, isLast);
  return html`
    ${date ? html`<small part="day" class="foot">${date}</small>` : nothing}
    ${text ? html`<div part="bubble user-bubble" class="user" dir="auto"><span class="spoken">${words.you} </span>${text}</div>` : nothing}
    ${isAccepted(turn) ? nothing : html`<div class="user">${note}</div>`}
    ${renderAlarm(turn, panel)}
    ${isSpoken(turn) ? html`<small part="speaker" class=${by === 'person' ? '' : 'spoken'}>${speakerOf(turn, words)}</small>${bubble}` : nothing}
    ${renderTyping(turn, panel)}
    ${isAccepted(turn) ? note : nothing}
    ${repliedAt ? html`<small part="time">${time(repliedAt)} ${isSpoken(turn) ? more?.renderTools(turn) : nothing}</small>` : nothing}
    ${isLast && state === 'done' ? renderChoices(choices, panel) : nothing}
  `;
}

/** Texts of which a tap says one. */
export function renderChoices(choices: readonly string[], {onSay}: PanelView): Piece {
  const button = (choice: string) =>
    html`<button part="choice" class="pill" dir="auto" @click=${() => onSay(choice)}>${choice}</button>`;
  return choices.length ? html`<div part="choices" class="row">${choices.map(button)}</div>` : nothing;
}

/** Has the reply words to show? Not where it says again what the guard has said. */
export function isSpoken({reply, stale, alarm}: Turn): boolean {
  const said = reply || stale;
  return said !== '' && !(alarm && isRepeated(alarm.text, said));
}

export function speakerOf({by, name}: Turn, {person, assistant}: Words): string {
  return by === 'person' ? name || person : assistant;
}

/** What a visitor reads, or hears, about a turn that did not end well; empty when there is nothing to say. */
export function turnWords({state, code, retryAt}: Turn, {words, host}: PanelView): string {
  if (!code) return '';
  const sentence = errorWords(words, code);
  if (state !== 'unsent') return sentence;
  const isFar = retryAt - Date.now() > 10_000;
  return `${sentence} ${isFar ? say(words.retryAt, host.wording.time(retryAt)) : words.retrying}`;
}

/** It is as the visitor wanted it, or is up to the visitor: nobody else is needed. */
export function isQuiet(code: string): boolean {
  return code === 'cancelled' || code === 'consent_required';
}

/** Text with its addresses as links. */
export function renderFlat(text: string): unknown[] {
  const flat = (span: Span): unknown => {
    if (typeof span === 'string') return span;
    if (span.type === 'code') return span.text;
    if (span.type === 'a') return html`<a part="link" dir="ltr" href=${span.href}>${span.spans}</a>`;
    return span.spans.map(flat);
  };
  return splitSpans(text).map(flat);
}

/** Nearly all of its words are there as well. */
function isRepeated(said: string, again: string): boolean {
  const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const known = wordsOf(said);
  const words = wordsOf(again);
  return words.filter(word => known.includes(word)).length >= 0.8 * words.length;
}

function renderAlarm({alarm, id}: Turn, {words, alarmed}: PanelView): Piece {
  if (!alarm) return nothing;
  const {kind, text, phone, locale} = alarm;
  const call = html`<a part="call" class="alert" href="tel:${phone.replace(/[^+\d]/g, '')}">${phoneIcon}<span>${words.call} <bdi dir="ltr">${phone}</bdi></span></a>`;
  return html`
    <div part="alarm guard" class=${kind} role=${alarmed.has(id) ? 'alert' : 'group'} lang=${locale || nothing} dir="auto">
      <b>&#9888; ${kind === 'urgent' ? words.urgent : words.emergency}</b>
      <div>${renderFlat(text)}</div>
      ${phone ? call : nothing}
    </div>
  `;
}

function renderTyping(turn: Turn, {words, chat}: PanelView): Piece {
  const {step, awaited, transcript, conversation} = chat;
  if (turn !== awaited || turn.state !== 'open') return nothing;
  if (transcript.speaker === 'person') return html`<small part="typing">${words.waiting}</small>`;
  const {ahead} = conversation;
  const isSaid = step > 0 && !(turn.reply && step < 2);
  const sentence = `${step > 1 ? words.longer : words.typing} ${step > 0 && ahead > 0 ? say(words.ahead, ahead) : ''}`;
  return html`
    <small part="typing">
      ${turn.reply ? nothing : html`<span class="dots" aria-hidden="true">&#9679;&#9679;&#9679;</span>`}
      <span class=${isSaid ? '' : 'spoken'} .textContent=${sentence}></span>
      ${step > 0 || turn.reply ? html`<button part="stop" @click=${() => conversation.cancel(turn)}>${words.stop}</button>` : nothing}
    </small>
  `;
}

function renderNote(turn: Turn, panel: PanelView, isLast: boolean): Piece {
  const {words, human, chat, edit} = panel;
  const {state, code} = turn;
  const step = turn === chat.awaited ? chat.step : 0;
  const isUnsent = state === 'unsent';
  const waiting = isUnsent && step > 0 ? (step > 1 ? words.longer : words.sending) : '';
  const sentence = turnWords(turn, panel) || waiting;
  if (!sentence) return nothing;
  const isWrong = state === 'refused' && /^(invalid|body)_/.test(code);
  const canRetry = state === 'refused' || (!isUnsent && isLast);
  const button = html`<button part="retry" @click=${() => (isWrong ? edit(turn) : chat.conversation.retry(turn))}>${isWrong ? words.edit : words.retry}</button>`;
  return html`
    <small part="error" class=${isUnsent || isQuiet(code) ? '' : 'final'}>
      <span .textContent=${sentence}></span>
      ${!isQuiet(code) && (step > 1 || !isUnsent) ? renderFlat(human) : nothing}
      ${canRetry && code !== 'consent_required' ? button : nothing}
    </small>
  `;
}
