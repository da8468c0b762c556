import type {Page} from 'playwright-core';

/** The parts of the widget in a page, as a visitor meets them. */
export function chatIn(page: Page) {
  const widget = page.locator('plaintalk-widget');
  const input = widget.locator('textarea');
  return {
    widget,
    input,
    launcher: widget.locator('[part=launcher]'),
    panel: widget.locator('[part=panel]'),
    /** Without the greeting. */
    replies: widget.locator('li:not(.user) > [part~=agent-bubble]'),
    questions: widget.locator('[part~=user-bubble]'),
    error: widget.locator('[part=error]'),
    retry: widget.locator('[part=retry]'),
    spoken: widget.locator('[role=status]'),
    ask: async (text: string) => {
      await input.fill(text);
      await input.press('Enter');
    },
    /** The part that has the focus; empty: the focus is elsewhere. */
    focused: () =>
      page.evaluate(() => {
        const {activeElement} = document.querySelector('plaintalk-widget')?.shadowRoot ?? {};
        return activeElement?.getAttribute('part') ?? '';
      }),
  };
}
