/**
 * The look. Every colour, size and radius is a `--plaintalk-*` property that the page may set on the element;
 * whatever else the page hands down is reset first. Text keeps 4.5:1 in both themes; a transparent border shows
 * in forced colours. The log is a column upside down: such a scroller keeps to the newest words by itself, and
 * stays where the visitor scrolled to.
 *
 * One constant, so `unsafeCSS` is safe; `css` would add its checks of interpolations to the bundle. Comments
 * inside would be shipped.
 */
import {unsafeCSS} from 'lit';

export const styles = unsafeCSS(`
  :host {
    all: initial;
    --plaintalk-accent: light-dark(#076, #5cb);
    --plaintalk-on-accent: light-dark(#fff, #022);
    --plaintalk-surface: light-dark(#fff, #171c1e);
    --plaintalk-text: light-dark(#122, #eee);
    --plaintalk-muted: light-dark(#566, #9ab);
    --plaintalk-border: light-dark(#dee, #334);
    --plaintalk-bubble: light-dark(#eff3f2, #262d30);
    --plaintalk-error: light-dark(#a21, #fba);
    --plaintalk-font: system-ui, sans-serif;
    --plaintalk-font-size: max(1rem, 16px);
    --plaintalk-radius: 18px;
    --plaintalk-width: 384px;
    --plaintalk-height: 620px;
    --plaintalk-offset: 20px;
    --plaintalk-z-index: 99999;
    color-scheme: light dark;
    position: fixed;
    bottom: var(--plaintalk-offset);
    right: var(--plaintalk-offset);
    z-index: var(--plaintalk-z-index);
    font: var(--plaintalk-font-size) / 1.5 var(--plaintalk-font);
    color: var(--plaintalk-text);
  }
  :host([theme=light]) { color-scheme: light; }
  :host([theme=dark]) { color-scheme: dark; }
  :host([position=bottom-left]) {
    right: auto;
    left: var(--plaintalk-offset);
  }
  :host([position=inline]) {
    position: static;
    display: block;
    height: var(--plaintalk-height);
  }
  :host([hidden]),
  :host(:not([open])) section[role=dialog] {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    border: 0 solid transparent;
    outline-offset: 2px;
  }
  .spoken {
    position: absolute;
    overflow: hidden;
    width: 1px;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  textarea {
    padding: 8px;
    font: inherit;
    color: inherit;
    background: none;
  }
  button { cursor: pointer; }
  :focus-visible,
  form:focus-within {
    outline: 2px solid var(--plaintalk-accent);
  }
  svg {
    display: block;
    width: 22px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
  }
  [part=launcher],
  [part=send] {
    color: var(--plaintalk-on-accent);
    background: var(--plaintalk-accent);
    border-width: 1px;
    border-radius: 50px;
  }
  [part=launcher] {
    padding: 17px;
    box-shadow: 0 6px 24px #0f1e2140;
  }
  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
    background: var(--plaintalk-surface);
  }
  section[role=dialog] {
    position: fixed;
    inset: 0;
  }
  @media (min-width: 480px) and (min-height: 480px) {
    section {
      border: 1px solid var(--plaintalk-border);
      border-radius: var(--plaintalk-radius);
    }
    section[role=dialog] {
      position: absolute;
      inset: auto 0 72px auto;
      width: var(--plaintalk-width);
      height: min(var(--plaintalk-height), 100vh - 72px - 2 * var(--plaintalk-offset));
      box-shadow: 0 12px 48px #0f1e2138;
    }
    :host([position=bottom-left]) section {
      inset: auto auto 72px 0;
    }
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 12px 12px 12px 20px;
    border-bottom: 1px solid var(--plaintalk-border);
  }
  small,
  footer,
  [part=error],
  [part=status] {
    display: block;
    font-size: 0.84em;
    color: var(--plaintalk-muted);
  }
  [role=log] {
    flex: 1;
    display: flex;
    flex-direction: column-reverse;
    overflow: auto;
    overscroll-behavior: contain;
    outline-offset: -3px;
  }
  ol {
    display: grid;
    gap: 10px;
    margin-bottom: auto;
    padding: 18px 16px;
  }
  li {
    display: grid;
    gap: 4px;
    justify-items: start;
  }
  .user { justify-items: end; }
  [part~=bubble] {
    max-width: 85%;
    padding: 8px 14px;
    overflow-wrap: anywhere;
    background: var(--plaintalk-bubble);
    border-width: 1px;
    border-radius: var(--plaintalk-radius);
    border-bottom-left-radius: 5px;
  }
  .user [part~=bubble] {
    white-space: pre-wrap;
    color: var(--plaintalk-on-accent);
    background: var(--plaintalk-accent);
    border-radius: var(--plaintalk-radius);
    border-bottom-right-radius: 5px;
  }
  [part~=guard] { border: 2px solid var(--plaintalk-error); }
  p + p { margin-top: 0.6em; }
  a { color: inherit; }
  li:not(.unsent) > [part=error] {
    color: var(--plaintalk-error);
  }
  [part=retry] {
    padding: 0;
    min-height: 24px;
    text-decoration: underline;
  }
  [part=typing] {
    display: flex;
    gap: 5px;
    padding: 8px 0;
  }
  i {
    border: 3.5px solid var(--plaintalk-muted);
    border-radius: 50px;
  }
  form {
    display: flex;
    align-items: end;
    margin: 0 12px;
    padding: 5px;
    border: 1px solid var(--plaintalk-muted);
    border-radius: 25px;
    outline-offset: -1px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 128px;
    resize: none;
    field-sizing: content;
  }
  textarea:focus-visible {
    outline: 0;
  }
  ::placeholder {
    color: var(--plaintalk-muted);
    opacity: 1;
  }
  footer,
  [part=status] {
    padding: 8px 20px;
    text-align: center;
  }
  @media (prefers-reduced-motion: no-preference) {
    section,
    li {
      animation: rise 0.2s;
    }
    i {
      animation: rise 0.6s infinite alternate;
    }
    i + i { animation-delay: 0.2s; }
    i + i + i { animation-delay: 0.4s; }
    @keyframes rise {
      from {
        opacity: 0.2;
        transform: translateY(6px);
      }
    }
  }
`);
