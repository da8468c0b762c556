/**
 * Keeps a conversation over reloads and in all pages of the site: session, what was not accepted yet, pending
 * messages with their cursors, and the words that belong to those cursors, as one record written at once.
 * Where storage is blocked or full the conversation lives as long as the page, and nothing else changes.
 */
import {emptyTranscript, emptyTurn, maxTurns, type Transcript, type Turn} from './transcript.ts';

/** As long as the server knows the answers; then nothing of the conversation stays on the visitor's machine. */
const keepMs = 24 * 60 * 60 * 1000;

export type Store = {
  readonly key: string;
  load(): Transcript;
  save(transcript: Transcript): void;
  clear(): void;
};

/** One conversation per `name`. `storage` is asked for each time: looking at it may already throw. None keeps nothing. */
export function createStore(name: string, storage: () => Storage | null = () => localStorage): Store {
  const key = `plaintalk:1:${name}`;
  return {
    key,
    load: () => read(attempt(() => storage()?.getItem(key))),
    save: transcript =>
      attempt(() => storage()?.setItem(key, JSON.stringify({...transcript, at: Date.now()}))),
    clear: () => attempt(() => storage()?.removeItem(key)),
  };
}

function read(record: string | null | undefined): Transcript {
  const kept: unknown = attempt(() => JSON.parse(record ?? 'null'));
  if (!isKept(kept) || Date.now() - kept.at > keepMs) return emptyTranscript;
  return {...kept, turns: kept.turns.slice(-maxTurns)};
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined; // blocked, full, or not ours: the page goes on without
  }
}

/** Other scripts of the page can write there too. */
function isKept(value: unknown): value is Transcript & {at: number} {
  const {at, sessionId, turns} = (value ?? {}) as Record<string, unknown>;
  return (
    typeof at === 'number' && typeof sessionId === 'string' && Array.isArray(turns) && turns.every(isTurn)
  );
}

function isTurn(value: unknown): value is Turn {
  const turn = (value ?? {}) as Record<string, unknown>;
  return Object.entries(emptyTurn).every(([name, empty]) => typeof turn[name] === typeof empty);
}
