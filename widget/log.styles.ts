/** The look of what was said. Comments inside would be shipped. */
export const logStyles = `
  .view {
    flex: 1;
    position: relative;
    min-height: 0;
    margin-bottom: 8px;
  }
  [part=log] {
    height: 100%;
    padding: 16px;
    overflow: hidden auto;
    contain: strict;
    outline-offset: -3px;
  }
  [part=log] [part=header] {
    position: sticky;
    top: -16px;
    z-index: 1;
    margin: -16px -16px 0;
    padding-block: 0;
  }
  [part=log] [part=title] > small { display: none; }
  [part=log] [part=header] button { padding: 4px 8px; }
  [part=turn] {
    display: grid;
    gap: 5px;
    justify-items: start;
    padding-top: 12px;
  }
  .user { justify-self: end; }
  [part~=bubble] {
    width: fit-content;
    max-width: 86%;
    padding: 9px 14px;
    background: var(--plaintalk-bubble);
    border-width: 1px;
    border-radius: var(--plaintalk-radius);
    border-end-start-radius: 6px;
  }
  .user[part] {
    white-space: pre-wrap;
    color: var(--plaintalk-on-accent);
    background: var(--plaintalk-accent);
    border-radius: var(--plaintalk-radius);
    border-end-end-radius: 6px;
  }
  .stale { opacity: .65; }
  .more > :last-child::after {
    content: ' ●';
    color: var(--plaintalk-accent);
  }
  [part~=bubble] > * + *,
  li > * { margin-top: .5em; }
  ul,
  ol { padding-inline-start: 1.35em; }
  h2, h3, h4, h5, h6 { font-size: 1em; }
  a { color: inherit; }
  pre { white-space: pre-wrap; }
  blockquote,
  td,
  th {
    padding: 3px 10px;
    text-align: start;
    border-inline-start: 2px solid var(--plaintalk-muted);
  }
  [part~=alarm] {
    display: grid;
    gap: 8px;
    justify-self: stretch;
    padding: 16px;
    border: 2px solid var(--plaintalk-error);
    border-radius: var(--plaintalk-radius);
  }
  [part~=alarm] b {
    font-size: 1.12em;
    color: var(--plaintalk-error);
  }
  [part=call] {
    display: flex;
    gap: 8px;
    justify-content: center;
    padding: 12px;
    font-weight: 700;
    text-decoration: none;
    border-width: 1px;
  }
  .dots { font-size: 9px; letter-spacing: 4px; }
  .final { color: var(--plaintalk-error); }
  [part=retry],
  [part=stop] {
    padding: 3px 6px;
    color: var(--plaintalk-text);
    text-decoration: underline;
  }
  .row {
    flex-wrap: wrap;
    padding-top: 8px;
  }
  .pill {
    padding: 5px 14px;
    color: var(--plaintalk-accent);
    background: var(--plaintalk-surface);
    border: 1px solid;
    border-radius: 99px;
  }
  .pill:hover { background: var(--plaintalk-bubble); }
  [part=newer] {
    position: absolute;
    bottom: 8px;
    inset-inline-end: 12px;
    white-space: nowrap;
    visibility: hidden;
  }
  .below > [part=newer] { visibility: visible; }`;
