/**
 * A font of boxes: every character is one, and a space is none. With it a page is laid out and drawn the same whatever
 * fonts a machine has, so that pictures can be compared.
 */
const unit = 1000;
const advance = 520;

/** Numbers of 16 bits, one after the other. */
function words(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  for (const [i, number] of numbers.entries()) bytes.writeUInt16BE(number & 0xffff, i * 2);
  return bytes;
}

function longs(...numbers: number[]): Buffer {
  return words(...numbers.flatMap(number => [number >>> 16, number]));
}

/** One contour of four corners. */
const box = Buffer.concat([
  words(1, 60, 0, 460, 560, 3, 0),
  Buffer.from([1, 1, 1, 1]),
  words(60, 0, 400, 0),
  words(0, 560, 0, -560),
  Buffer.alloc(2),
]);

/** Glyphs: 0 and 1 are boxes, 2 is a space. */
const groups = [
  [0x20, 0x20, 2],
  [0x21, 0x9f, 1],
  [0xa0, 0xa0, 2],
  [0xa1, 0x1ffff, 1],
].flat();

const tables: Record<string, Buffer> = {
  'OS/2': Buffer.concat([
    words(4, advance, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 260, 0),
    Buffer.alloc(10),
    longs(1, 0, 0, 0),
    Buffer.from('BOX '),
    words(0x40, 0x20, 0xffff, 800, -200, 0, 800, 200),
    longs(1, 0),
    words(500, 560, 0, 32, 0),
  ]),
  cmap: Buffer.concat([
    words(0, 1, 3, 10),
    longs(12),
    words(13, 0),
    longs(16 + groups.length * 4, 0, groups.length / 3, ...groups),
  ]),
  glyf: Buffer.concat([box, box]),
  head: Buffer.concat([
    longs(0x10000, 0x10000, 0, 0x5f0f3cf5),
    words(0, unit),
    Buffer.alloc(16),
    words(60, 0, 460, 560, 0, 8, 2, 0, 0),
  ]),
  hhea: Buffer.concat([longs(0x10000), words(800, -200, 0, advance, 60, 60, 460, 1, 0, 0, 0, 0, 0, 0, 0, 3)]),
  hmtx: words(advance, 60, advance, 60, advance, 0),
  loca: words(0, box.length / 2, box.length, box.length),
  maxp: Buffer.concat([longs(0x10000), words(3, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)]),
  name: words(0, 0, 6),
  post: longs(0x30000, 0, 0, 0, 0, 0, 0, 0),
};

/** As a file holds it. */
export function boxFont(): Buffer {
  const names = Object.keys(tables);
  const head: Buffer[] = [longs(0x10000), words(names.length, 128, 3, names.length * 16 - 128)];
  const bodies: Buffer[] = [];
  let offset = 12 + names.length * 16;
  for (const [name, body] of Object.entries(tables)) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    head.push(Buffer.from(name), longs(0, offset, body.length));
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([...head, ...bodies]);
}
