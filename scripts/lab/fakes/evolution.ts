/**
 * Evolution API as the facts have it: its routes, status codes, error shapes and versions, and webhooks with its retry
 * schedule. What it accepts it keeps, as WhatsApp would have it; a test counts there what was really sent.
 */
import {createHash, randomBytes} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Arrival, findIn, recordOf, type SentMessage, type StoredRecord} from './evolution-records.ts';
import {
  type Away,
  type Fault,
  jidOf,
  licence,
  readJson,
  refuse,
  refuseAtOnce,
  refuseAway,
  reply,
} from './evolution-replies.ts';
import {FakeWebhooks, self} from './evolution-webhooks.ts';

export type EvolutionVersion = '2.2.3' | '2.3.7' | '2.4.0';

export type FakeEvolutionOptions = {
  version?: EvolutionVersion;
  apiKey?: string;
  instances?: readonly string[];
  /** One second of its schedule lasts so long here, in milliseconds. */
  secondMs?: number;
  /** How long a send takes, in milliseconds. */
  sendMs?: number;
  port?: number;
};

export class FakeEvolution {
  readonly sent: SentMessage[] = [];
  readonly presences: {instance: string; number: string}[] = [];
  /** Of each instance: `open`, `connecting` or `close`; absent where it is not loaded. */
  readonly states = new Map<string, string>();
  /** Why those are away that are not open. */
  away: Away = 'closed';
  readonly records = new Map<string, StoredRecord[]>();
  readonly webhooks: FakeWebhooks;
  /** What befalls the next calls of `sendText`, one each. */
  readonly faults: (Fault | undefined)[] = [];
  /** Asked for each call where `faults` is empty. */
  nextFault: (text: string) => Fault | undefined = () => undefined;
  licensed = true;
  /** Are receipts emitted after a send? */
  receipts = true;
  /** Calls of `sendText` that came as far as the instance. */
  calls = 0;
  /** Calls that met the licence gate. */
  refused = 0;
  readonly #options: Required<Omit<FakeEvolutionOptions, 'port'>>;
  readonly #server: Server;

  static async start(options: FakeEvolutionOptions = {}): Promise<FakeEvolution> {
    const fake = new FakeEvolution(options);
    await new Promise<void>(resolve => fake.#server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return fake;
  }

  private constructor(options: FakeEvolutionOptions) {
    this.#options = {
      version: '2.3.7',
      apiKey: 'test-key',
      instances: ['acct1'],
      secondMs: 1,
      sendMs: 0,
      ...options,
    };
    this.webhooks = new FakeWebhooks(this.#options);
    for (const instance of this.#options.instances) {
      this.states.set(instance, 'open');
      this.records.set(instance, []);
    }
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The texts sent to a number, in the order in which they went out. */
  textsTo(number: string): string[] {
    return this.sent.filter(message => message.number === number).map(message => message.text);
  }

  /** Somebody writes: it is stored, and told unless `silently`. Answers with the `data` of the event. */
  receive(instance: string, remoteJid: string, text: string, silently = false): StoredRecord {
    return this.take(instance, {remoteJid, message: {conversation: text}, silently});
  }

  /** Somebody sends any content, or the clinic does on a phone of its own. */
  take(instance: string, arrival: Arrival): StoredRecord {
    const record = recordOf(arrival);
    this.records.get(instance)?.push(record);
    const status = arrival.fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK';
    if (!arrival.silently) this.webhooks.emit(instance, 'messages.upsert', {...record, status});
    return record;
  }

  /** Somebody changes what they wrote: told as the raw protocol message, whose key is theirs and not ours. */
  edit(instance: string, {key}: StoredRecord, text: string): void {
    const record = this.records.get(instance)?.find(one => one.key.id === key.id);
    Object.assign(record ?? {}, {message: {conversation: text}, MessageUpdate: [{status: 'EDITED'}]});
    this.webhooks.emit(instance, 'messages.edited', {
      key: {...key, remoteJid: self, fromMe: true},
      type: 'MESSAGE_EDIT',
      editedMessage: {conversation: text},
      timestampMs: String(Date.now()),
    });
  }

  async stop(): Promise<void> {
    this.webhooks.stop();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    if (path === '/')
      return reply(response, 200, {status: 200, message: 'Welcome', version: this.#options.version});
    if (!this.licensed) {
      this.refused += 1;
      return reply(response, 503, licence);
    }
    const [, area = '', action = '', name = ''] = path.split('/');
    const route = this.#routes[`${request.method} ${area}/${action}`];
    if (!route) return refuse(response, 404, 'Not Found', [`Cannot ${request.method} ${path}`]);
    const instance = decodeURIComponent(name);
    // It looks for the instance before it looks at the key.
    if (!this.#options.instances.includes(instance)) {
      return refuse(response, 404, 'Not Found', [`The "${instance}" instance does not exist`]);
    }
    if (request.headers['apikey'] !== this.#options.apiKey) {
      return refuse(response, 401, 'Unauthorized', 'Unauthorized');
    }
    const body = await readJson(request).catch(() => undefined);
    // Its parser's error is not the route's: a 400 that is called otherwise.
    if (!body) return refuse(response, 400, 'Internal Server Error', ['Unexpected token in JSON']);
    await route(instance, body, response);
  }

  readonly #routes: Record<
    string,
    (instance: string, body: Record<string, unknown>, response: ServerResponse) => unknown
  > = {
    'POST message/sendText': (instance, body, response) => this.#sendText(instance, body, response),
    'POST chat/sendPresence': async (instance, {number, delay}, response) => {
      this.presences.push({instance, number: String(number)});
      await sleep((Number(delay) / 1000) * this.#options.secondMs);
      reply(response, 201, {presence: 'composing'});
    },
    'POST chat/findMessages': (instance, body, response) =>
      reply(response, 200, findIn(this.records.get(instance) ?? [], body)),
    'GET instance/connectionState': (instance, _, response) => {
      const state = this.states.get(instance);
      reply(response, 200, {instance: {instanceName: instance, ...(state !== undefined && {state})}});
    },
    'POST webhook/set': (instance, body, response) => {
      const row = this.webhooks.set(instance, body['webhook']);
      if (typeof row === 'object') reply(response, 201, row);
      else refuse(response, 400, 'Bad Request', [[row]]);
    },
    'GET webhook/find': (instance, _, response) => reply(response, 200, this.webhooks.find(instance)),
  };

  async #sendText(instance: string, body: Record<string, unknown>, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const {number, text} = body;
    if (number !== undefined && typeof number !== 'string') {
      return refuse(response, 400, 'Bad Request', ['Invalid format']);
    }
    if (number === undefined || typeof text !== 'string') {
      return refuse(response, 400, 'Bad Request', [['instance requires property "text"']]);
    }
    if (text === '') return refuse(response, 400, 'Bad Request', ['Text is required']);
    const fault = this.faults.length > 0 ? this.faults.shift() : this.nextFault(text);
    await sleep(this.#options.sendMs);
    const jid = jidOf(number);
    if (refuseAtOnce(response, fault, number, jid)) return;
    if (this.states.get(instance) !== 'open') return refuseAway(response, this.away, number);
    if (fault?.startsWith('hangs_')) {
      await sleep(Number(fault.slice('hangs_'.length)) * this.#options.secondMs);
    }
    const message = this.#keep(instance, number, jid, body);
    const isStored = fault !== 'failed_after_sending' && fault !== 'nested_error_after_sending';
    if (isStored) this.records.get(instance)?.push(message);
    this.webhooks.emit(instance, 'send.message', message);
    if (this.receipts) this.#emitReceipts(instance, message.key);
    if (fault === 'failed_after_sending') {
      return refuse(response, 400, 'Bad Request', ['Error: the row could not be saved']);
    }
    if (fault === 'nested_error_after_sending')
      return refuse(response, 400, 'Bad Request', ['[object Object]']);
    if (fault === 'answer_lost') return void response.destroy();
    if (fault === 'silent') return;
    reply(response, 201, message);
  }

  /** It has gone out. WhatsApp shows a message with an id that it knows only once. */
  #keep(instance: string, number: string, remoteJid: string, body: Record<string, unknown>): StoredRecord {
    const given = this.#options.version.startsWith('2.4') ? body['messageId'] : undefined;
    const id = typeof given === 'string' ? given : `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
    const text = String(body['text']);
    const quoted = (body['quoted'] as {key?: {id?: string}} | undefined)?.key?.id;
    if (!this.sent.some(message => message.id === id)) {
      this.sent.push({id, instance, number, text, quoted, atMs: Date.now()});
    }
    return {
      key: {remoteJid, fromMe: true, id},
      pushName: 'Você',
      status: 'PENDING',
      message: {conversation: text},
      contextInfo: null,
      messageType: 'conversation',
      messageTimestamp: Math.floor(Date.now() / 1000),
      instanceId: createHash('md5').update(instance).digest('hex'),
      source: 'web',
    };
  }

  #emitReceipts(instance: string, {id: keyId, remoteJid}: StoredRecord['key']): void {
    for (const status of ['SERVER_ACK', 'DELIVERY_ACK']) {
      this.webhooks.emit(instance, 'messages.update', {
        keyId,
        remoteJid,
        fromMe: true,
        status,
        messageId: `c${keyId.toLowerCase()}`,
      });
    }
  }
}
