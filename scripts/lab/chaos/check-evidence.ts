/**
 * A history, sorted by what it is evidence of: what was asked for, and what became of each message. Nothing is
 * judged here. A message belongs to the request that was given its id, or whose words its reply repeats.
 */
import {
  type Answer,
  type Final,
  type Invoke,
  type Line,
  type Outcome,
  type Poll,
  type Rest,
  type Run,
  replyTo,
} from './history.ts';

/** All calls that sent the same body under the same key: together they ask for one message, once. */
export type Request = {
  session: string;
  key: string;
  text: string;
  calls: Call[];
  /** Messages that belong to it. One, if all is well; none, if nothing came of it. */
  ids: Set<string>;
};
export type Call = {invoke: Invoke; outcome?: Outcome};

export type Read = Poll | Final;

export type Dossier = {
  id: string;
  /** The requests that it belongs to. */
  owners: Set<Request>;
  /** Was a client given its id with a 202? */
  accepted: boolean;
  /** In the order of the history; the final read among them. */
  reads: Read[];
  runs: Run[];
};

export type Evidence = {
  requests: Request[];
  messages: Map<string, Dossier>;
  rests: Rest[];
};

export function gatherEvidence(history: Iterable<Line>): Evidence {
  const requests = new Map<string, Request>();
  const calls = new Map<string, Call & {request: Request}>();
  const messages = new Map<string, Dossier>();
  const rests: Rest[] = [];
  for (const line of history) {
    if (line.kind === 'send' && line.op === 'invoke') {
      const request = obtain(requests, JSON.stringify([line.session, line.key, line.body]), () =>
        requestOf(line),
      );
      const call = {invoke: line, request};
      calls.set(line.call, call);
      request.calls.push(call);
    } else if (line.kind === 'send') {
      const call = calls.get(line.call);
      if (!call) throw new Error(`The history has an outcome of call ${line.call}, which nobody made`);
      call.outcome = line;
      if (line.op === 'ok') own(call.request, dossierOf(messages, line.message)).accepted = true;
    } else if (line.kind === 'poll' || line.kind === 'final') {
      dossierOf(messages, line.message).reads.push(line);
    } else if (line.kind === 'run') {
      dossierOf(messages, line.message).runs.push(line);
    } else if (line.kind === 'rest') {
      rests.push(line);
    }
  }
  const evidence = {requests: [...requests.values()], messages, rests};
  adoptByReply(evidence);
  return evidence;
}

/** The reply as far as anybody has read its end; `undefined` if nobody has, or there was none. */
export function replyOf({reads}: Dossier): string | undefined {
  return answersOf(reads).find(({state}) => state === 'done')?.text ?? undefined;
}

export function answersOf(reads: readonly Read[]): Answer[] {
  return reads.flatMap(({answer}) => answer ?? []);
}

/** May a message have come of it, though nobody was given an id? */
export function isUnknown({calls}: Request): boolean {
  return calls.some(({outcome}) => outcome === undefined || outcome.op === 'info');
}

/** An idempotency key means something only within its session. */
export function keyOf({session, key}: Request): string {
  return JSON.stringify([session, key]);
}

/** Messages whose id no client was ever told belong to whoever said what they repeat. */
function adoptByReply({requests, messages}: Evidence): void {
  const byReply = new Map(requests.map(request => [replyTo(request.session, request.text), request]));
  for (const dossier of messages.values()) {
    const owner = dossier.accepted ? undefined : byReply.get(replyOf(dossier) ?? '');
    if (owner) own(owner, dossier);
  }
}

function own(request: Request, dossier: Dossier): Dossier {
  request.ids.add(dossier.id);
  dossier.owners.add(request);
  return dossier;
}

function requestOf({session, key, text}: Invoke): Request {
  return {session, key, text, calls: [], ids: new Set()};
}

function dossierOf(messages: Map<string, Dossier>, id: string): Dossier {
  return obtain(messages, id, () => ({id, owners: new Set(), accepted: false, reads: [], runs: []}));
}

export function groupBy<T>(list: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) obtain(groups, keyOf(item), () => []).push(item);
  return groups;
}

function obtain<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
