import {createStore} from '../../widget/store.ts';
import {emptyTranscript, type Transcript} from '../../widget/transcript.ts';
import {emptyTurn} from '../../widget/turn.ts';
import {test} from '../helpers/test.ts';

/** As browsers have it, as far as the store uses it: what is kept is the object's own. */
class MemoryStorage {
  [name: string]: unknown;

  getItem(key: string): unknown {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key: string, value: string): void {
    this[key] = value;
  }
  removeItem(key: string): void {
    delete this[key];
  }
}

/** The page's own, new each time. */
function pageStorage(
  name: 'localStorage' | 'sessionStorage' = 'localStorage',
  storage = new MemoryStorage(),
) {
  Object.defineProperty(globalThis, name, {configurable: true, get: () => storage});
  return storage;
}

const transcript: Transcript = {
  ...emptyTranscript,
  sessionId: 'session',
  turns: [
    {
      ...emptyTurn,
      id: 'one',
      text: 'Hello',
      state: 'open',
      messageId: 'm',
      cursor: '17-0',
      reply: 'We ',
    },
    {...emptyTurn, id: 'two', text: 'And?', request: {text: 'And?', session_id: 'session'}},
  ],
};

test('a conversation is the same after a reload', t => {
  pageStorage();
  createStore('a').save(transcript);
  t.like(createStore('a').load(), transcript);
});

test('conversations are apart', t => {
  pageStorage();
  createStore('a').save(transcript);
  t.deepEqual(createStore('b').load(), emptyTranscript);
});

test('nothing is left of a conversation that was cleared', t => {
  const storage = pageStorage();
  const store = createStore('a');
  store.save(transcript);
  store.clear();
  t.deepEqual(store.load(), emptyTranscript);
  t.deepEqual(Object.keys(storage), []);
});

const day = 86_400_000;

test('a conversation older than a day is removed, not only left out', t => {
  const storage = pageStorage();
  const {key} = createStore('a');
  storage[key] = JSON.stringify({...transcript, at: Date.now() - day - 1});
  t.deepEqual(createStore('b').load(), emptyTranscript);
  t.deepEqual(Object.keys(storage), [], 'whichever conversation is opened next');
  storage[key] = JSON.stringify({...transcript, at: Date.now() - day + 60_000});
  t.like(createStore('a').load(), transcript);
});

test('what an earlier version left is removed; what is not ours stays', t => {
  const storage = pageStorage();
  storage['plaintalk:1:["demo"]'] = JSON.stringify({at: Date.now(), turns: []});
  storage['theirs'] = '{}';
  createStore('a');
  t.deepEqual(Object.keys(storage), ['theirs']);
});

test('a conversation ends sooner where the page wants it', t => {
  const storage = pageStorage();
  const {key} = createStore('a');
  storage[key] = JSON.stringify({...transcript, at: Date.now() - 61_000});
  t.deepEqual(createStore('a', 'local', 60_000).load(), emptyTranscript);
  t.deepEqual(Object.keys(storage), []);
});

test('a conversation is kept in the tab, or nowhere, where the page wants it', t => {
  const local = pageStorage();
  const tab = pageStorage('sessionStorage');
  createStore('a', 'tab').save(transcript);
  t.like(createStore('a', 'tab').load(), transcript);
  createStore('a', 'none').save(transcript);
  const none = createStore('a', 'none');
  none.tab = {draft: 'Hello'};
  t.deepEqual(none.tab, {draft: 'Hello'}, 'for as long as the page lives');
  t.deepEqual(createStore('a', 'none').load(), emptyTranscript);
  t.deepEqual(createStore('a', 'none').tab, {});
  t.deepEqual(Object.keys(local), []);
  t.is(Object.keys(tab).length, 1);
});

test('a tab remembers what is its own', t => {
  pageStorage();
  pageStorage('sessionStorage');
  createStore('a').tab = {open: true, draft: 'Hello'};
  t.deepEqual(createStore('a').tab, {open: true, draft: 'Hello'});
  t.deepEqual(createStore('b').tab, {});
});

test('the newest hundred turns are kept, and all that were not accepted', t => {
  pageStorage();
  const done = Array.from({length: 150}, (_, i) => ({...emptyTurn, id: `${i}`, state: 'done'}) as const);
  createStore('a').save({...emptyTranscript, turns: [{...emptyTurn, id: 'unsent'}, ...done]});
  const {turns} = createStore('a').load();
  t.is(turns.length, 101);
  t.is(turns[0]?.id, 'unsent');
  t.is(turns.at(-1)?.id, '149');
});

for (const [what, record] of [
  ['no JSON', '{'],
  ['null', 'null'],
  ['another shape', '{"at":9e15,"sessionId":"s","turns":[{"id":"x"}]}'],
  ['no turns', '{"at":9e15,"sessionId":"s"}'],
  ['a bare turn', JSON.stringify({...emptyTranscript, at: Date.now(), turns: [null]})],
] as const) {
  test(`what others wrote is ignored: ${what}`, t => {
    const storage = pageStorage();
    storage[createStore('a').key] = record;
    t.deepEqual(createStore('a').load(), emptyTranscript);
  });
}

test('storage that is blocked or full breaks nothing', t => {
  const get = () => {
    throw new DOMException('The operation is insecure', 'SecurityError');
  };
  const full = new MemoryStorage();
  full.setItem = get;
  for (const storage of ['blocked', 'full']) {
    if (storage === 'full') pageStorage('localStorage', full);
    else Object.defineProperty(globalThis, 'localStorage', {configurable: true, get});
    const store = createStore('a');
    t.notThrows(() => store.save(transcript));
    t.deepEqual(store.load(), emptyTranscript);
    t.notThrows(() => store.clear());
  }
});
