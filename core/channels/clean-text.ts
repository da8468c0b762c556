const longest = 4000;

/**
 * What somebody wrote on a channel, as `MessageText` takes it: nobody is there to be told that it is not valid.
 * Control characters go, lone surrogates are replaced, and what is too long is cut. May come out empty.
 */
export function cleanText(text: string): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .trim();
  return clean.length <= longest ? clean : Array.from(clean).slice(0, longest).join('').trim();
}
