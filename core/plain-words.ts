/**
 * Words as they may reach a reader, whoever wrote them: without characters that cannot be seen and change what can be, as
 * those that control a terminal or turn the direction of what follows do. Of a piece as of the whole.
 */
export function plainWords(text: string): string {
  return text
    .replaceAll(/\r\n|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}|[\u{E0000}-\u{E007F}\uFEFF]/gu, '');
}

/** The same in one line of so many characters at most. */
export function plainLine(text: string, most: number): string {
  const line = plainWords(text.replaceAll(/\s+/g, ' ')).trim();
  return Array.from(line).slice(0, most).join('');
}
