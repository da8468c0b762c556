/** What stands around the conversation: the button, and the panel with its header, text box and footer. */
import {html, nothing, type TemplateResult} from 'lit/html.js';
import {chatIcon, closeIcon, micIcon, sendIcon} from './icons.ts';
import type {Panel} from './panel.ts';
import {renderChoices, renderFlat} from './render-turn.ts';
import {errorWords, say} from './words.ts';

/** The button; it alone is there before anybody wants more. */
export function renderDock({words, isOpen, chat, host}: Panel): TemplateResult {
  const unread = isOpen ? 0 : chat.unread;
  const count = html`<span part="badge" class="alert" aria-hidden="true">${unread}</span><span class="spoken">${say(words.unread, unread)}</span>`;
  return html`
    <div class="dock">
      <button part="launcher" class="round" aria-expanded=${isOpen} @click=${() => host.toggle()}>
        <slot name="launcher">${isOpen ? closeIcon : chatIcon}<span class="spoken">${isOpen ? words.close : words.title}</span></slot>
        ${unread > 0 ? count : nothing}
      </button>
      <div role="status" class="spoken"></div>
    </div>
  `;
}

export function renderPanel(panel: Panel): TemplateResult {
  const {name, host, onKey, stage} = panel;
  return host.isInline
    ? html`<section part="panel" aria-label=${name} @keydown=${onKey} @keypress=${onKey} @keyup=${onKey}>${renderInside(panel)}</section>`
    : html`<dialog part="panel" aria-label=${name} tabindex="-1" @keydown=${onKey} @keypress=${onKey} @keyup=${onKey} @cancel=${stage.onCancel} @close=${stage.onClosed}>${renderInside(panel)}</dialog>`;
}

function renderInside(panel: Panel): TemplateResult {
  const {words, isShort, chat, host, log, follow, more} = panel;
  const {conversation, transcript} = chat;
  const header = renderHeader(panel);
  const footer = renderFooter(panel);
  const hasEarlier = transcript.turns.length > log.size || more?.hasEarlier;
  return html`
    ${isShort ? nothing : header}
    ${more?.menu.items}
    <div class="view">
      <div part="log" role="log" aria-live="off" aria-label=${words.log} tabindex="0" @scroll=${log.onScroll}>
        ${isShort ? [header, footer] : nothing}
        ${hasEarlier ? html`<button part="earlier" class="pill" @click=${panel.showEarlier}>${words.earlier}</button>` : renderGreeting(panel)}
        ${log.element}
      </div>
      <button part="newer" class="pill" @click=${follow}>&darr; ${words.newer}</button>
    </div>
    <div role="status" class="spoken"></div>
    ${conversation.isTroubled ? html`<small part="status" class="foot">${`${errorWords(words, 'network')} ${words.retrying}`}</small>` : nothing}
    ${host.disabled === null ? (more?.instead ?? renderComposer(panel)) : html`<div part="reason" class="foot">${renderFlat(host.disabled || (words.disabled ?? words.unavailable))}</div>`}
    ${isShort ? nothing : footer}
  `;
}

function renderHeader({words, name, person, host, hide, more}: Panel): TemplateResult {
  return html`
    <div part="header">
      <slot name="header"><div part="title"><h2>${name}</h2><small>${person || words.assistant}</small></div></slot>
      ${more?.menu.button}
      ${host.isInline ? nothing : html`<button part="close" aria-label=${words.close} @click=${hide}>${closeIcon}</button>`}
    </div>
  `;
}

function renderGreeting(panel: Panel): TemplateResult {
  const {words, config, chat} = panel;
  const {greeting = words.greeting, choices = []} = config ?? {};
  return html`
    <slot name="empty"><div part="bubble agent-bubble" dir="auto">${greeting}</div></slot>
    ${chat.transcript.turns.length > 0 ? nothing : renderChoices(choices, panel)}
  `;
}

function renderComposer({words, composer, host, voice, talk}: Panel): TemplateResult {
  const isSpoken = /\bvoice\b/.test(host.modes) && !voice?.isOver;
  const mic = html`<button type="button" part="voice" aria-label=${words.talk} aria-pressed=${voice?.isOn ? 'true' : 'false'} @click=${talk}>${micIcon}</button>`;
  return html`
    <form part="composer" @submit=${composer.onSubmit}>
      <div class="grow">
        <textarea part="input" rows="1" dir="auto" enterkeyhint="send" aria-label=${words.input} placeholder=${words.input}
          aria-describedby="counter" @input=${composer.onInput} @keydown=${composer.onKey}></textarea>
      </div>
      ${isSpoken ? mic : nothing}
      <button part="send" class="round" aria-label=${words.send}>${sendIcon}</button>
    </form>
    ${voice?.note ? html`<small part="voice-note" class="foot">${voice.note}</small>` : nothing}
    <small part="counter" class="foot" id="counter"></small>
  `;
}

function renderFooter({words, config, person}: Panel): TemplateResult {
  return html`
    <small part="disclosure" class="foot">
      ${person ? '' : (config?.disclosure ?? words.disclosure)} ${renderFlat(config?.person.how ?? '')}
    </small>
  `;
}
