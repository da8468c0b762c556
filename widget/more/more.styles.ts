/** The look of what is loaded later. Comments inside would be shipped. */
export const styles = `
  [part=actions],
  [part=consent] {
    padding: 12px 16px;
    border-bottom: 1px solid var(--plaintalk-border);
  }
  [part=consent] {
    max-height: 60%;
    overflow: auto;
    border: 0 solid var(--plaintalk-border);
    border-top-width: 1px;
  }
  [part=agree] { padding: 5px 14px; }
  [part=clear] { color: var(--plaintalk-error); }
  [part=tools] { display: inline-flex; vertical-align: middle; }
  [part=tools] button {
    padding: 5px;
    border-radius: 99px;
  }
  [part=tools] svg { width: 16px; }
  [part=tools] [aria-pressed=true] { color: var(--plaintalk-accent); }
  [part=tools] [aria-pressed=true] path { fill: currentColor; }
  [part=down] svg { transform: scaleY(-1); }
  [part=comment] { margin: 4px 0; }
  input {
    flex: 1;
    min-width: 0;
    padding: 4px 10px;
    font: inherit;
    color: inherit;
    background: none;
  }
  input:focus { outline: 0; }
  [part=menu] svg { stroke-width: 3; }
`;
