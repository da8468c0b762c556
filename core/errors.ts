/**
 * One error class, one table. The code is the same word in an HTTP problem, in the result hash, in an
 * `error` event, in the log and in the widget.
 *
 * `status` is the HTTP status; `retry` says whether the same work may succeed when it is tried again, and is
 * what the worker decides by; `words` is what a visitor may read.
 */
const table = {
  invalid_json: {status: 400, retry: false, words: 'The request body is not valid JSON'},
  invalid_request: {status: 400, retry: false, words: 'The request is not valid'},
  invalid_cursor: {status: 400, retry: false, words: 'The cursor is not one that an earlier answer gave'},
  session_token_invalid: {status: 401, retry: false, words: 'The session has expired or is not yours'},
  unauthorized: {status: 401, retry: false, words: 'The credentials are missing or wrong'},
  forbidden: {status: 403, retry: false, words: 'This is not allowed from here'},
  consent_required: {status: 403, retry: false, words: 'The clinic asks you to agree to something first'},
  origin_not_allowed: {status: 403, retry: false, words: 'This page may not use the chat'},
  not_found: {status: 404, retry: false, words: 'There is nothing at this address'},
  message_not_found: {status: 404, retry: false, words: 'The message is unknown or has expired'},
  session_not_found: {status: 404, retry: false, words: 'The session is unknown or has expired'},
  clinic_not_found: {status: 404, retry: false, words: 'The clinic is unknown'},
  method_not_allowed: {status: 405, retry: false, words: 'This method is not allowed here'},
  consent_stale: {status: 409, retry: false, words: 'The text that you agreed to has changed'},
  conversation_taken: {status: 409, retry: false, words: 'Somebody else has this conversation'},
  legacy_disabled: {status: 410, retry: false, words: 'This endpoint has been switched off'},
  body_too_large: {status: 413, retry: false, words: 'The request body is too large'},
  unsupported_media_type: {status: 415, retry: false, words: 'The request body must be application/json'},
  idempotency_conflict: {
    status: 422,
    retry: false,
    words: 'The idempotency key was used before with another payload',
  },
  upgrade_required: {status: 426, retry: false, words: 'This address answers WebSockets only'},
  rate_limited: {status: 429, retry: true, words: 'Too many messages, please wait a moment'},
  internal: {status: 500, retry: true, words: 'Something went wrong on our side'},
  agent_unavailable: {status: 503, retry: true, words: 'The assistant cannot answer at the moment'},
  agent_refused: {status: 502, retry: false, words: 'The assistant cannot answer this'},
  agent_timeout: {status: 504, retry: true, words: 'The assistant took too long to answer, please try again'},
  unavailable: {status: 503, retry: true, words: 'The chat is not available right now, please try again'},
  overloaded: {status: 503, retry: true, words: 'The chat is very busy right now, please try again'},
} as const;

export type ErrorCode = keyof typeof table;

type GuardWords = {kind: 'emergency' | 'urgent'; text: string; phone: string; locale?: string | undefined};

export type ErrorOptions = {
  /** What went wrong, for the log; never shown. */
  cause?: unknown;
  /** Where the input was wrong: RFC 9457 `errors`, `pointer` as a JSON Pointer in a URI fragment. */
  errors?: ReadonlyArray<{detail: string; pointer: string}>;
  /** When to try again, in seconds; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** What the client needs beside the code; further members of the problem. */
  more?: Readonly<Record<string, unknown>>;
  /** What was used up; becomes `RateLimit` and `RateLimit-Policy`. */
  limit?: {name: string; quota: number; windowSeconds: number};
  /** A sentence for the visitor, instead of the table's. */
  words?: string;
  /** What the clinic's safety guard says to whoever is refused. */
  guard?: GuardWords | undefined;
  /** Whoever threw it knows that trying again would not help, or would cost too much. */
  isFinal?: boolean;
};

/** An expected refusal or failure. Not this error: a bug. `toChatError` turns those into `internal`. */
export class ChatError extends Error {
  override readonly name = 'ChatError' as const;
  readonly code: ErrorCode;
  readonly errors: ErrorOptions['errors'];
  readonly retryAfterSeconds: number | undefined;
  readonly more: ErrorOptions['more'];
  readonly limit: ErrorOptions['limit'];
  /** A sentence for the visitor, instead of the table's. */
  readonly ownWords: string | undefined;
  /** What the clinic's safety guard says to whoever is refused. */
  readonly guard: GuardWords | undefined;
  /** May the same work succeed when it is tried again? */
  readonly retry: boolean;
  /** The log has its cause by now. */
  isTold = false;

  constructor(code: ErrorCode, detail?: string, options: ErrorOptions = {}) {
    super(detail ?? table[code].words, {cause: options.cause});
    this.code = code;
    this.errors = options.errors;
    this.more = options.more;
    this.limit = options.limit;
    this.ownWords = options.words;
    this.guard = options.guard;
    this.retry = table[code].retry && !options.isFinal;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (this.status === 503 && this.retry ? 1 : undefined);
  }

  /** The same with the guard's words. */
  beside(guard: GuardWords): ChatError {
    const {code, message, cause, errors, more, retryAfterSeconds, limit, ownWords: words} = this;
    const isFinal = !this.retry;
    return new ChatError(code, message, {
      cause,
      isFinal,
      guard,
      ...(errors && {errors}),
      ...(more && {more}),
      ...(retryAfterSeconds !== undefined && {retryAfterSeconds}),
      ...(limit && {limit}),
      ...(words !== undefined && {words}),
    });
  }

  get status(): number {
    return table[this.code].status;
  }

  /** A sentence for the visitor. */
  get words(): string {
    return this.ownWords ?? table[this.code].words;
  }
}

/** Whatever was thrown, as a `ChatError`; what nobody expected becomes `internal`, with the cause kept. */
export function toChatError(thrown: unknown): ChatError {
  return thrown instanceof ChatError ? thrown : new ChatError('internal', undefined, {cause: thrown});
}

/** A sentence for the visitor, where nothing was thrown. */
export function wordsOf(code: ErrorCode): string {
  return table[code].words;
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(table, code);
}

export const errorCodes = Object.keys(table) as ErrorCode[];
