import type {Page} from 'playwright-core';

/** The parts of the widget in a page, as a visitor meets them. */
export function chatIn(page: Page) {
  const widget = page.locator('plaintalk-widget');
  const panel = widget.locator('[part=panel]');
  const input = widget.locator('textarea');
  return {
    widget,
    panel,
    input,
    launcher: widget.locator('[part=launcher]'),
    log: widget.locator('[part=log]'),
    /** Without the greeting. */
    replies: widget.locator('[part=turn] > [part~=agent-bubble]'),
    questions: widget.locator('[part~=user-bubble]'),
    alarm: widget.locator('[part~=alarm]'),
    typing: widget.locator('[part=typing]'),
    error: widget.locator('[part=error]'),
    retry: widget.locator('[part=retry]'),
    send: widget.locator('[part=send]'),
    choices: widget.locator('[part=choice]'),
    /** What is read out while the panel is shown. */
    spoken: panel.locator('[role=status]'),
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
    /** What is read out, sentence by sentence, from the beginning of the page. */
    heard: () =>
      page.evaluate(() => {
        const regions = document
          .querySelector('plaintalk-widget')
          ?.shadowRoot?.querySelectorAll('[role=status] > p');
        return Array.from(regions ?? [], region => region.textContent ?? '');
      }),
  };
}

export type Chat = ReturnType<typeof chatIn>;
