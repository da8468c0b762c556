/** What Evolution keeps of the messages of an instance, and how it gives that out. */
import {randomBytes} from 'node:crypto';

export type SentMessage = {
  id: string;
  instance: string;
  number: string;
  text: string;
  quoted: string | undefined;
  atMs: number;
};

export type StoredRecord = Record<string, unknown> & {
  key: {id: string; fromMe: boolean; remoteJid: string};
  messageTimestamp: number;
};

export type Arrival = {
  remoteJid: string;
  /** By type, as it is on the wire. */
  message: Record<string, unknown>;
  fromMe?: boolean;
  /** No webhook tells it. */
  silently?: boolean;
  agoSeconds?: number;
};

/** As the upsert tells it, but for the status. */
export function recordOf({remoteJid, message, fromMe = false, agoSeconds = 0}: Arrival): StoredRecord {
  return {
    key: {remoteJid, fromMe, id: `3A${randomBytes(9).toString('hex').toUpperCase()}`},
    pushName: fromMe ? 'Você' : 'Somebody',
    message,
    messageType: Object.keys(message)[0] ?? 'unknown',
    messageTimestamp: Math.floor(Date.now() / 1000) - agoSeconds,
    source: 'ios',
  };
}

/** Newest first. Both ends of the stretch, or it is ignored; `offset` is the length of a page. */
export function findIn(records: readonly StoredRecord[], body: Record<string, unknown>) {
  const {
    where = {},
    page = 1,
    offset = 50,
  } = body as {
    where?: {key?: {id?: string}; messageTimestamp?: {gte?: string; lte?: string}};
    page?: number;
    offset?: number;
  };
  const {gte, lte} = where.messageTimestamp ?? {};
  const from = gte && lte ? Math.floor(Date.parse(gte) / 1000) : 0;
  const to = gte && lte ? Math.floor(Date.parse(lte) / 1000) : Infinity;
  const found = records
    .filter(({messageTimestamp: at, key}) => at >= from && at <= to && key.id === (where.key?.id ?? key.id))
    .reverse();
  const pages = Math.ceil(found.length / offset);
  const shown = found.slice((page - 1) * offset, page * offset);
  return {messages: {total: found.length, pages, currentPage: page, records: shown}};
}
