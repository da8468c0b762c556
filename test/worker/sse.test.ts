import fc from 'fast-check';
import {readSse, type SseEvent} from '../../worker/agents/upstream/sse.ts';
import {test} from '../helpers/test.ts';

async function* chunked(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const end of [...cuts.filter(cut => cut <= bytes.length).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function read(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  options?: {takesLast: boolean},
): Promise<SseEvent[]> {
  const events: SseEvent[] = [];
  for await (const {event, data} of readSse(chunked(bytes, cuts), options)) {
    events.push(event === undefined ? {data} : {event, data});
  }
  return events;
}

const wire = Buffer.from(
  '\uFEFF: hello\r\nretry: 10\ndata: {"a":"ñ 🙂"}\n\nevent: handoff\r\ndata: one\r\ndata: two\r\n\r\n: x\n\ndata:[DONE]\n\ndata: cut o',
);
const events = [
  {event: 'comment', data: 'hello'},
  {data: '{"a":"ñ 🙂"}'},
  {event: 'handoff', data: 'one\ntwo'},
  {event: 'comment', data: 'x'},
  {data: '[DONE]'},
];

test('reads the same events wherever the bytes were split', async t => {
  t.deepEqual(await read(wire), events);
  t.deepEqual(
    await read(
      wire,
      [...wire].map((_, i) => i),
    ),
    events,
  );
  const cuts = fc.array(fc.nat({max: wire.length}), {maxLength: 8});
  await fc.assert(
    fc.asyncProperty(cuts, async at => void t.deepEqual(await read(wire, at), events)),
    {
      numRuns: 200,
    },
  );
});

test('an event that only lacks its blank line counts where it may', async t => {
  t.deepEqual(await read(wire, [], {takesLast: true}), [...events, {data: 'cut o'}]);
});

test('a line that names an error is one, wherever the bytes were split', async t => {
  for (const line of ['error: {"code":500}', '{"error":{"code":500}}']) {
    const bytes = Buffer.from(`data: a\n\n${line}\n\ndata: b\n\n`);
    for (let cut = 0; cut < bytes.length; cut++) {
      const [first, second, third] = await read(bytes, [cut]);
      t.deepEqual([first, third], [{data: 'a'}, {data: 'b'}]);
      t.like(second, {event: 'error'});
      t.true(second?.data.endsWith('"code":500}') || second?.data.endsWith('"code":500}}'));
    }
  }
});

test('bytes that are not UTF-8, or that end in the middle of a character, are an error', async t => {
  await t.throwsAsync(read(Buffer.from([0x64, 0xc3, 0x28, 0x0a])), {instanceOf: TypeError});
  await t.throwsAsync(read(Buffer.from([0x64, 0xf0, 0x9f])), {instanceOf: TypeError});
});

test('an event that grows without end is an error before it fills the memory', async t => {
  const grow = async function* (line: string, fed: {bytes: number}) {
    for (;;) {
      fed.bytes += line.length;
      yield Buffer.from(line);
    }
  };
  for (const line of ['x'.repeat(65_536), `data: ${'x'.repeat(65_536)}\n`]) {
    const fed = {bytes: 0};
    const all = async () => {
      for await (const _ of readSse(grow(line, fed)));
    };
    await t.throwsAsync(all, {instanceOf: RangeError});
    t.true(fed.bytes < 1_300_000);
  }
});
