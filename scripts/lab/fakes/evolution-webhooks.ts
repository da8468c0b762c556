/**
 * Evolution's webhooks: each event is posted by a loop of its own, ten times at most, with waits of 5 s doubling to
 * 300 s; 400, 401, 403, 404 and 422 end it at once and for ever.
 */
import {setMaxListeners} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';

export type WebhookRow = {
  enabled: boolean;
  url: string;
  headers: Record<string, string> | null;
  events: string[];
  webhookByEvents: boolean;
  webhookBase64: boolean;
};

/** The instance's own number. */
export const self = '15550100999@s.whatsapp.net';

/** Those of its enum that anything here asks for. */
const eventNames = new Set([
  'MESSAGES_UPSERT',
  'MESSAGES_UPDATE',
  'MESSAGES_EDITED',
  'MESSAGES_DELETE',
  'SEND_MESSAGE',
  'CONNECTION_UPDATE',
]);

const tries = 10;
const firstSeconds = 5;
const longestSeconds = 300;
const timeoutSeconds = 30;
const final = new Set([400, 401, 403, 404, 422]);

export class FakeWebhooks {
  /** Events that were given up: they are lost. */
  readonly lost: {event: string; status: number}[] = [];
  /** Posts under way, or between two tries. */
  pending = 0;
  readonly #rows = new Map<string, WebhookRow>();
  readonly #secondMs: number;
  readonly #stopped = new AbortController();

  constructor({secondMs}: {secondMs: number}) {
    this.#secondMs = secondMs;
    setMaxListeners(0, this.#stopped.signal); // one for each post under way
  }

  /**
   * The nested body of `webhook/set`; the sentence of its schema for one that it refuses. Without `headers` those from
   * before stay.
   */
  set(instance: string, webhook: unknown): WebhookRow | string {
    if (typeof webhook !== 'object' || webhook === null) return 'instance requires property "webhook"';
    const {enabled, url, headers, events, byEvents, base64} = webhook as Record<string, unknown>;
    if (typeof enabled !== 'boolean') return 'instance.webhook requires property "enabled"';
    if (typeof url !== 'string') return 'instance.webhook requires property "url"';
    if (!Array.isArray(events)) return 'instance.webhook requires property "events"';
    const strange = events.find(event => !eventNames.has(String(event)));
    if (strange !== undefined) return `instance.webhook.events[0] is not one of enum values`;
    if (headers === null) return 'instance.webhook.headers is not of a type(s) object';
    const row = {
      enabled,
      url,
      headers: (headers as Record<string, string>) ?? this.#rows.get(instance)?.headers ?? null,
      events: enabled ? events.map(String) : [],
      webhookByEvents: byEvents === true,
      webhookBase64: base64 === true,
    };
    this.#rows.set(instance, row);
    return row;
  }

  find(instance: string): WebhookRow | null {
    return this.#rows.get(instance) ?? null;
  }

  /** Posts it, if somebody has asked for it; nobody waits. */
  emit(instance: string, event: string, data: unknown): void {
    const row = this.#rows.get(instance);
    const wanted = row?.events.length === 0 || row?.events.includes(event.toUpperCase().replaceAll('.', '_'));
    if (!row?.enabled || !wanted) return;
    const url = row.webhookByEvents ? `${row.url}/${event.replaceAll(/[._]/g, '-')}` : row.url;
    const body = {
      event,
      instance,
      data,
      destination: row.url,
      date_time: new Date().toISOString(),
      sender: self,
      server_url: 'https://evolution.example',
      apikey: null,
    };
    this.pending += 1;
    void this.#post(event, url, row.headers ?? {}, JSON.stringify(body)).finally(() => {
      this.pending -= 1;
    });
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #post(event: string, url: string, headers: Record<string, string>, body: string): Promise<void> {
    let status = 0;
    for (let attempt = 0; attempt < tries && !this.#stopped.signal.aborted; attempt++) {
      if (attempt > 0) await this.#pause(attempt - 1);
      status = await this.#try(url, headers, body);
      if (status >= 200 && status < 300) return;
      if (final.has(status)) break;
    }
    if (!this.#stopped.signal.aborted) this.lost.push({event, status});
  }

  async #try(url: string, headers: Record<string, string>, body: string): Promise<number> {
    // However fast its clock goes here, a receiver gets a real second.
    const timeoutMs = Math.max(1000, timeoutSeconds * this.#secondMs);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {'content-type': 'application/json', 'user-agent': 'axios/1.7.9', ...headers},
        body,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), this.#stopped.signal]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0; // no answer: tried again
    }
  }

  async #pause(failures: number): Promise<void> {
    const seconds = Math.min(longestSeconds, firstSeconds * 2 ** failures);
    const ms = seconds * this.#secondMs * (0.8 + Math.random() * 0.4);
    await sleep(ms, undefined, {signal: this.#stopped.signal}).catch(() => undefined); // woken in order to stop
  }
}
