/** The guard's words come before whatever else is said, for those who read nothing but a text; `null`: nothing yet. */
export function saidFirst(guardText: string | undefined, reply: string | null): string | null {
  return guardText === undefined ? reply : [guardText, reply].filter(Boolean).join('\n\n');
}
