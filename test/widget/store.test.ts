import test from 'ava';
import {createStore} from '../../widget/store.ts';
import {emptyTranscript, emptyTurn, maxTurns, type Transcript} from '../../widget/transcript.ts';

/** As browsers have it, as far as the store uses it. */
class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  [name: string]: unknown;

  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  clear(): void {
    this.#items.clear();
  }
}

const transcript: Transcript = {
  sessionId: 'session',
  turns: [
    {
      ...emptyTurn,
      id: 'one',
      text: 'Hello',
      state: 'open',
      messageId: 'm',
      pollUrl: '/m',
      cursor: '17-0',
      reply: 'We ',
    },
    {...emptyTurn, id: 'two', text: 'And?', request: {text: 'And?', session_id: 'session'}},
  ],
};

test('a conversation is the same after a reload', t => {
  const storage = new MemoryStorage();
  createStore('a', () => storage).save(transcript);
  t.like(createStore('a', () => storage).load(), transcript);
});

test('conversations are apart', t => {
  const storage = new MemoryStorage();
  createStore('a', () => storage).save(transcript);
  t.deepEqual(createStore('b', () => storage).load(), emptyTranscript);
});

test('nothing is left of a conversation that was cleared', t => {
  const storage = new MemoryStorage();
  const store = createStore('a', () => storage);
  store.save(transcript);
  store.clear();
  t.deepEqual(store.load(), emptyTranscript);
  t.is(storage.length, 0);
});

test('a conversation older than a day is not shown', t => {
  const storage = new MemoryStorage();
  const store = createStore('a', () => storage);
  const day = 24 * 60 * 60 * 1000;
  storage.setItem(store.key, JSON.stringify({...transcript, at: Date.now() - day - 1}));
  t.deepEqual(store.load(), emptyTranscript);
  storage.setItem(store.key, JSON.stringify({...transcript, at: Date.now() - day + 60_000}));
  t.like(store.load(), transcript);
});

test('no more turns are shown than are kept', t => {
  const storage = new MemoryStorage();
  const store = createStore('a', () => storage);
  store.save({
    sessionId: '',
    turns: Array.from({length: maxTurns + 5}, (_, i) => ({...emptyTurn, id: `${i}`})),
  });
  t.is(store.load().turns.length, maxTurns);
});

for (const [what, record] of [
  ['no JSON', '{'],
  ['null', 'null'],
  ['another shape', '{"at":9e15,"sessionId":"s","turns":[{"id":"x"}]}'],
  ['no turns', '{"at":9e15,"sessionId":"s"}'],
  ['a bare turn', '{"at":9e15,"sessionId":"s","turns":[null]}'],
] as const) {
  test(`what others wrote is ignored: ${what}`, t => {
    const storage = new MemoryStorage();
    const store = createStore('a', () => storage);
    storage.setItem(store.key, record);
    t.deepEqual(store.load(), emptyTranscript);
  });
}

test('storage that is blocked or full breaks nothing', t => {
  const blocked = createStore('a', () => {
    throw new DOMException('The operation is insecure', 'SecurityError');
  });
  const full = new MemoryStorage();
  full.setItem = () => {
    throw new DOMException('The quota has been exceeded', 'QuotaExceededError');
  };
  for (const store of [blocked, createStore('a', () => full)]) {
    t.notThrows(() => store.save(transcript));
    t.deepEqual(store.load(), emptyTranscript);
    t.notThrows(() => store.clear());
  }
});
