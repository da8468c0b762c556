/** What whoever called is told, line by line; `error` goes to stderr. */
export type Terminal = {print(line: string): void; error(line: string): void};
