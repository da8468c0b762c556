/**
 * Keeps a conversation over reloads: session, what was not accepted yet, pending messages with their cursors, and
 * the words that belong to those cursors, as one record written at once. In all pages of the site (`local`), in
 * this tab (`tab`), or not at all (`none`); where storage is blocked or full the conversation lives as long as the
 * page, and nothing else changes. What is too old is removed, not only left out.
 */
import {readJson} from './message.ts';
import {emptyTranscript, type Transcript} from './transcript.ts';
import {emptyTurn, isAccepted} from './turn.ts';

export type StorageKind = 'local' | 'tab' | 'none';

/** As long as the server knows the answers; then nothing of the conversation stays on the visitor's machine. */
const keepMs = 86_400_000;
/** Turns that are kept; of those that are not accepted yet, all. */
const mostTurns = 100;
const prefix = 'plaintalk:';
const version = `${prefix}2:`;

export type Store = {
  readonly key: string;
  /** What is kept, or this `record` of it. */
  load(record?: string | null): Transcript;
  save(transcript: Transcript): void;
  clear(): void;
  /** What this tab remembers of itself. */
  tab: Readonly<Record<string, unknown>>;
};

/** One conversation per `name`. `idleMs`: after so long without a change nothing is left; 0: after a day. */
export function createStore(name: string, kind = 'local', idleMs = 0): Store {
  const key = version + name;
  const tabKey = `${key}:tab`;
  let tab = {};
  const isFresh = ({at}: {at?: unknown}) => Date.now() - Number(at) <= (idleMs || keepMs);
  const access = <T>(use: (storage: Storage) => T): T | undefined => {
    if (kind !== 'none') return attempt(() => use(kind === 'tab' ? sessionStorage : localStorage));
  };
  // What earlier versions, or other conversations, left here too long ago.
  access(storage => {
    for (const other of Object.keys(storage)) {
      const isOld = !other.startsWith(version) || !isFresh(readJson(storage.getItem(other)));
      if (other.startsWith(prefix) && !other.endsWith(':tab') && isOld) storage.removeItem(other);
    }
  });
  return {
    key,
    load(record = access(storage => storage.getItem(key))) {
      const kept = readJson(record);
      return isFresh(kept) && isTranscript(kept) ? kept : emptyTranscript;
    },
    save(transcript) {
      const {length} = transcript.turns;
      const turns = transcript.turns.filter((turn, i) => i >= length - mostTurns || !isAccepted(turn));
      access(storage => storage.setItem(key, JSON.stringify({...transcript, turns, at: Date.now()})));
    },
    clear: () => access(storage => storage.removeItem(key)),
    get tab() {
      return {...readJson(kind === 'none' ? null : attempt(() => sessionStorage.getItem(tabKey))), ...tab};
    },
    set tab(state) {
      tab = state;
      if (kind !== 'none') attempt(() => sessionStorage.setItem(tabKey, JSON.stringify(state)));
    },
  };
}

/** Looking at storage may already throw. */
function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined; // blocked, full, or not ours: the page goes on without
  }
}

/** Other scripts of the page can write there too. */
function isTranscript(value: object): value is Transcript {
  return (
    isLike(emptyTranscript, value) &&
    Array.isArray(value.turns) &&
    value.turns.every(turn => isLike(emptyTurn, turn))
  );
}

function isLike<T extends object>(empty: T, value: unknown): value is T {
  return Object.entries(empty).every(([name, like]) => typeof Object(value)[name] === typeof like);
}
