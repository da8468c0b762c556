/** One question with its reply, as two bubbles and what is to be said about them. */
import {html, nothing, type TemplateResult} from 'lit';
import {errorWords} from './locales/choose-words.ts';
import type {Words} from './locales/en.ts';
import {renderText} from './render-text.ts';
import type {Turn} from './transcript.ts';

export type TurnView = {
  words: Words;
  /** Its answer is the one being waited for. */
  isAwaited: boolean;
  /** It may be asked again from here: it was never accepted, or nothing was said since. */
  onRetry: (() => void) | undefined;
};

export function renderTurn(turn: Turn, view: TurnView): TemplateResult {
  const isAccepted = turn.state !== 'unsent' && turn.state !== 'refused';
  return html`
    <li class="user ${turn.state}">
      <div part="bubble user-bubble"><span class="spoken">${view.words.you} </span>${turn.text}</div>
      ${isAccepted ? nothing : renderNote(turn, view)}
    </li>
    ${isAccepted ? renderReply(turn, view) : nothing}
  `;
}

/** What a visitor reads, or hears, about a turn that did not end well; empty when there is nothing to say. */
export function turnWords({state, code}: Turn, words: Words): string {
  if (!code) return '';
  const sentence = errorWords(words, code);
  return state === 'unsent' ? `${sentence} ${words.retrying}` : sentence;
}

function renderReply(turn: Turn, view: TurnView): TemplateResult | typeof nothing {
  const {words, isAwaited} = view;
  const isTyping = turn.state === 'open' && !turn.reply;
  const bubble = html`
    <div part="bubble agent-bubble">
      <span class="spoken">${words.assistant} </span>
      ${isTyping ? html`<span part="typing" role="img" aria-label=${words.typing}><i></i><i></i><i></i></span>` : renderText(turn.reply)}
    </div>
  `;
  const alarm = turn.alarm
    ? html`<div part="bubble guard" role="alert">${renderText(turn.alarm)}</div>`
    : nothing;
  if (isTyping && !isAwaited && !turn.alarm) return nothing;
  return html`
    <li>
      ${alarm}
      ${(isTyping && isAwaited) || turn.reply ? bubble : nothing}
      ${renderNote(turn, view)}
    </li>
  `;
}

function renderNote(turn: Turn, {words, onRetry}: TurnView): TemplateResult | typeof nothing {
  const sentence = turnWords(turn, words);
  if (!sentence) return nothing;
  const button = html`<button part="retry" @click=${onRetry}>${words.retry}</button>`;
  return html`<div part="error">${sentence} ${onRetry ? button : nothing}</div>`;
}
