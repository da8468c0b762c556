/**
 * The look. Every colour, size and radius is a `--plaintalk-*` property that the page may set on the element. What is
 * marked as important about the host wins over whatever the page's own rules say, however important: so no theme moves,
 * hides or stretches the element, and a floating one has no box at all. A transparent border shows in forced colours.
 *
 * Comments inside would be shipped. No selector stands beside one that an older browser does not know.
 */
import {logStyles} from './log.styles.ts';
import {palette} from './palette.ts';

export const styles = `${palette}
  :host {
    --plaintalk-font: system-ui, sans-serif;
    --plaintalk-font-size: max(1rem, 16px);
    --plaintalk-radius: 20px;
    --plaintalk-width: 400px;
    --plaintalk-height: 660px;
    --plaintalk-offset: 20px;
  }
  :host(:not([position=inline])) {
    all: initial !important;
    color-scheme: inherit !important;
    display: contents !important;
  }
  :host([position=inline]) {
    display: block !important;
    visibility: visible !important;
    opacity: 1 !important;
    height: min(var(--plaintalk-height), 100dvh);
  }
  :host([hidden]) { display: none !important; }
  .root {
    all: initial;
    display: contents;
    color-scheme: inherit;
    font: var(--plaintalk-font-size)/1.5 var(--plaintalk-font);
    color: var(--plaintalk-text);
    overflow-wrap: anywhere;
  }
  @media print {
    .root { display: none; }
  }
  .system { color-scheme: light dark; }
  .light { color-scheme: only light; }
  .dark { color-scheme: only dark; }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
    border: 0 solid transparent;
    outline-offset: 2px;
  }
  .spoken {
    position: absolute;
    overflow: hidden;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
    background: none;
    cursor: pointer;
  }
  :focus { outline: 0; }
  :focus-visible,
  form:focus-within { outline: 2px solid var(--plaintalk-accent); }
  textarea:focus { outline: 0; }
  svg {
    flex: none;
    display: block;
    width: 22px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .dock,
  dialog {
    --bottom: calc(var(--plaintalk-offset) + env(safe-area-inset-bottom) + var(--below, 0px));
    position: fixed;
    z-index: 2147483647;
    inset: auto var(--plaintalk-offset) var(--bottom) auto;
    max-width: none;
    max-height: none;
    overflow: visible;
    color: inherit;
    background: none;
  }
  :host([position=bottom-left]) .dock,
  :host([position=bottom-left]) dialog {
    right: auto;
    left: var(--plaintalk-offset);
  }
  .round {
    position: relative;
    padding: 9px;
    color: var(--plaintalk-on-accent);
    background: var(--plaintalk-accent);
    border-width: 1px;
    border-radius: 99px;
  }
  [part=voice] { padding: 9px; }
  [part=launcher] {
    padding: 18px;
    box-shadow: 0 6px 24px #0a1f1b47;
  }
  [part=badge] {
    position: absolute;
    top: -5px;
    right: -5px;
    min-width: 24px;
    font: 700 13px/24px sans-serif;
  }
  .alert {
    color: var(--plaintalk-surface);
    background: var(--plaintalk-error);
    border-radius: 99px;
  }
  section,
  dialog[open] { display: flex; }
  dialog:popover-open { display: flex; }
  [part=panel],
  [part=log] { overscroll-behavior: contain; }
  [part=panel] {
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--plaintalk-surface);
    border: 1px solid var(--plaintalk-border);
    border-radius: var(--plaintalk-radius);
  }
  dialog[part] {
    bottom: calc(var(--bottom) + 74px);
    width: min(var(--plaintalk-width), 100vw - 2*var(--plaintalk-offset));
    height: min(var(--plaintalk-height), 100vh - 74px - var(--bottom) - var(--plaintalk-offset));
    box-shadow: 0 6px 24px #0a1f1b47;
  }
  @media (max-width: 479px), (max-height: 479px) {
    dialog[part] {
      inset: var(--above, 0px) 0 var(--below, 0px);
      width: auto;
      height: auto;
      padding-bottom: env(safe-area-inset-bottom);
      border: 0;
      border-radius: 0;
    }
  }
  [part=header],
  form,
  .row { display: flex; gap: 8px; }
  [part=header] {
    align-items: center;
    padding: 12px 20px;
    border-bottom: 1px solid var(--plaintalk-border);
    background: var(--plaintalk-surface);
  }
  slot[name=header] {
    flex: 1;
    display: block;
  }
  [part=header] button {
    padding: 10px;
    margin-inline-end: -10px;
  }
  small {
    display: block;
    font-size: .8125em;
    color: var(--plaintalk-muted);
  }
${logStyles}
  form {
    align-items: end;
    margin: 0 12px;
    padding: 4px;
    border: 1px solid var(--plaintalk-muted);
    border-radius: 26px;
    outline-offset: -2px;
  }
  .grow {
    flex: 1;
    display: grid;
    max-height: min(132px, 26vh);
    overflow: auto;
  }
  .grow::after {
    content: attr(data-text) ' ';
    visibility: hidden;
  }
  .grow::after,
  textarea {
    grid-area: 1/1;
    min-width: 0;
    padding: 8px 12px;
    white-space: pre-wrap;
    resize: none;
    overflow: hidden;
  }
  ::placeholder {
    color: var(--plaintalk-muted);
    opacity: 1;
  }
  .foot:not(:empty) {
    padding: 6px 16px;
    text-align: center;
  }
  @media (prefers-reduced-motion: no-preference) {
    .dots { animation: rise .6s infinite alternate; }
    @keyframes rise {
      from { opacity: .2; }
    }
  }
`;
