/**
 * What people, phones and providers really send, as data: for each situation what is heard, what is answered, what stays
 * quiet; by whole processes, from the webhook to the provider's API. `test/README.md` says what the rows mean.
 */
import {readFileSync} from 'node:fs';
import {z} from 'zod';
import {type Channels, isSettled, startChannels, type Told} from '../helpers/channels.ts';
import {test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const Members = z.record(z.string(), z.unknown());
const Post = z.looseObject({
  event: z.string().optional(),
  instance: z.string().optional(),
  key: Members.optional(),
  message: Members.optional(),
  data: z.unknown().optional(),
  raw: z.boolean().optional(),
  update: z.record(z.string(), Members).optional(),
  from: z.unknown().optional(),
  chat: Members.optional(),
  form: z.record(z.string(), z.string()).optional(),
  quiet: z.union([z.string(), z.boolean()]).optional(),
});
type Post = z.infer<typeof Post>;
const Row = Post.extend({
  title: z.string(),
  posts: z.array(Post).optional(),
  heard: z.string().optional(),
  told: z.string().optional(),
  to: z.string().optional(),
});
type Row = z.infer<typeof Row>;

/** What we say ourselves, by the names that the rows have for it. */
const told: Record<string, RegExp> = {
  ask: /^I can read text only/,
  greet: /^Hello, and welcome to Willow Street Clinic[\s\S]+You can ask, for example:\n[•-] /,
  greetSpanish: /^Hola, está escribiendo a Willow Street Clinic[\s\S]+Puede preguntar|automático/,
  help: /automatic assistant[\s\S]+front desk[\s\S]+911|asistente automático/,
  stopped: /^You will get no more messages from us here/,
  stoppedUntilStart: /Reply START to get them again/,
  alarm: /911/,
};

type Names = Record<string, string>;
let count = 0;

/** Somebody of their own for each row, under all the names that a provider may have for them. */
function somebody(): Names {
  const n = String(++count).padStart(4, '0');
  const digits = `1555010${n}`;
  const lidDigits = `10000000000${n}`;
  return {
    n,
    digits,
    lidDigits,
    phone: `+${digits}`,
    pn: `${digits}@s.whatsapp.net`,
    lid: `${lidDigits}@lid`,
    tail8: `9999${n}`,
    telegram: String(55_000_000 + count),
  };
}

function fill<T extends z.ZodType>(schema: T, value: unknown, names: Names): z.infer<T> {
  const now = Date.now();
  // As Meta makes them: two bytes, a length, the digits, and what no other message has.
  const tail = Buffer.from([0x15, ++count >> 8, count & 0xff]);
  const {digits = ''} = names;
  const id = Buffer.concat([Buffer.from([0x1c, 0x18, digits.length]), Buffer.from(digits), tail]);
  const all: Names = {...names, nowMs: String(now), wamid: `wamid.${id.toString('base64')}`};
  const text = JSON.stringify(value)
    .replaceAll('"{now}"', String(Math.floor(now / 1000)))
    .replaceAll(/\{(\w+)\}/g, (whole, name) => all[name] ?? whole);
  return schema.parse(JSON.parse(text));
}

type Channel = {
  post(channels: Channels, post: Post, names: Names): Promise<Told>;
  /** Where an answer goes, where the row does not say so. */
  to(names: Names): string;
};

const channels: Record<string, Channel> = {
  whatsapp: {
    post({tellEvolution}, {event = 'messages.upsert', instance, key, message, data, raw}, {pn}) {
      const id = `3A${String(++count).padStart(18, '0')}`;
      const upsert = {
        key: {remoteJid: pn, fromMe: false, id, ...key},
        pushName: 'Ana',
        message,
        messageType: Object.keys(message ?? {})[0] ?? 'unknown',
        messageTimestamp: Math.floor(Date.now() / 1000),
        ...Members.safeParse(data).data,
      };
      return tellEvolution(event, raw ? data : upsert, instance);
    },
    to: ({pn = ''}) => pn,
  },
  telegram: {
    post({tellTelegram}, {message, update, from, chat}, {telegram}) {
      const id = Number(telegram);
      const common = {
        message_id: ++count,
        from: {id, is_bot: false, first_name: 'Ana', ...Members.safeParse(from).data},
        chat: {id, type: 'private', first_name: 'Ana', ...chat},
        date: Math.floor(Date.now() / 1000),
      };
      const members = Object.entries(update ?? {message: message ?? {}}).map(([name, value]) => {
        const inner = Members.safeParse(value['message']).data;
        return [name, {...common, ...value, ...(inner && {message: {...common, ...inner}})}];
      });
      return tellTelegram({update_id: ++count, ...Object.fromEntries(members)});
    },
    to: ({telegram = ''}) => telegram,
  },
  sms: {
    post: ({tellTwilio}, {form}, {phone = ''}) =>
      tellTwilio({
        MessageSid: `SM${String(++count).padStart(32, '0')}`,
        From: phone,
        To: '+15555550100',
        Body: '',
        NumMedia: '0',
        ...form,
      }),
    to: ({phone = ''}) => phone,
  },
};

function rowsOf(channel: string): unknown[] {
  const file = new URL(`../fixtures/inbound/${channel}.jsonl`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

for (const [name, channel] of Object.entries(channels)) {
  test(`on ${name} everything that people send is answered once, and noise never`, async t => {
    t.timeout(120_000);
    const app = await startChannels(t);
    const rows = rowsOf(name).map(given => {
      const names = somebody();
      return {names, row: fill(Row, given, names), given: Row.parse(given)};
    });
    let slowest = 0;
    for (const {row, names, given} of rows) {
      for (const [i, post] of (row.posts ?? [row]).entries()) {
        const filled = fill(Post, given.posts?.[i] ?? given, names);
        const answer = await channel.post(app, filled, names);
        slowest = Math.max(slowest, answer.ms);
        t.is(answer.status, 200, row.title);
        if (typeof post.quiet === 'string') t.is(answer.body['reason'], post.quiet, row.title);
      }
    }
    t.true(slowest < 1000, `${slowest} ms`);
    const nameOf = ({row, names}: {row: Row; names: Names}) => row.to ?? channel.to(names);
    const isMissed = (one: {row: Row; names: Names}) =>
      wantedOf(one.row).some(wanted => !app.saidTo(nameOf(one)).some(text => wanted.test(text)));
    await until(() => !rows.some(isMissed), 30_000).catch(() => undefined);
    // Whatever else might still come would have been put into the queue or the outbox by now.
    await until(() => isSettled(app), 30_000);
    const wrong: string[] = [];
    for (const one of rows) {
      const said = app.saidTo(nameOf(one));
      const wanted = wantedOf(one.row);
      const isRight = said.length === wanted.length && wanted.every(each => said.some(s => each.test(s)));
      if (!isRight) wrong.push(`${one.row.title}: ${JSON.stringify(said)}`);
      if (typeof one.row.from === 'string') {
        t.true(app.twilio.sent.some(({To, From}) => To === nameOf(one) && From === one.row.from));
      }
    }
    t.deepEqual(wrong, []);
    const all = app.evolution.sent.length + app.telegram.sent.length + app.twilio.sent.length;
    t.is(all, rows.flatMap(({row}) => wantedOf(row)).length, 'nobody else was written to');
    t.log(`${rows.length} situations, the slowest webhook ${Math.round(slowest)} ms`);
  });
}

function wantedOf({heard, told: name}: Row): RegExp[] {
  const words = name === undefined ? undefined : told[name];
  if (name !== undefined && !words) throw new Error(`Nothing is called ${name}`);
  return [...(words ? [words] : []), ...(heard === undefined ? [] : [saying(heard)])];
}

/** An SMS has other quotation marks; Telegram spells some characters otherwise. */
function saying(heard: string): RegExp {
  const escaped = heard.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/[“”]/g, '.');
  return new RegExp(`^You said: ${escaped}$`);
}

test('the situations are many', t => {
  const all = Object.keys(channels).map(name => rowsOf(name).length);
  t.true(all.reduce((sum, one) => sum + one, 0) >= 200, String(all));
});
