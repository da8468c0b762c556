/** Where the focus is, through all shadow roots. */
export function deepFocus(): HTMLElement | undefined {
  let deepest = document.activeElement;
  while (deepest?.shadowRoot?.activeElement) deepest = deepest.shadowRoot.activeElement;
  return deepest instanceof HTMLElement && deepest !== document.body ? deepest : undefined;
}

/** To the first of these that is there and takes it. */
export function focusOn(root: ShadowRoot, ...choices: string[]): void {
  for (const choice of choices) {
    const element = root.querySelector<HTMLElement>(choice);
    element?.focus({preventScroll: true});
    if (element && root.activeElement === element) return;
  }
}
