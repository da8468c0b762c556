export type Gate = {opened: Promise<void>; open(): void};

/** Something to wait for until the test lets it pass. */
export function gate(): Gate {
  const inside: {open?: () => void} = {};
  const opened = new Promise<void>(resolve => {
    inside.open = resolve;
  });
  return {opened, open: () => inside.open?.()};
}
