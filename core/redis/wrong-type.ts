/** Did a command, or a script, meet something else under a key than what belongs there? */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE');
}
