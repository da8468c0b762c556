/** What a visitor may say next, as it was written with the words of a reply. */
export function parseChoices(written: string | undefined): string[] | undefined {
  return written === undefined ? undefined : JSON.parse(written);
}
