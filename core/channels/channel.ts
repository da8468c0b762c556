/**
 * What a channel is: how its provider's requests become messages of ours, and how our replies become its.
 * Everything else (queue, order, retries, limits, outbox) is the same for all and knows no provider.
 *
 * A phone number, or whatever else names a person, leaves a channel in one field only: `target`. All other
 * names of people are keyed hashes, which may stand in keys, sessions and logs.
 */
import type {Channel as ChannelName} from '../keys.ts';
import type {ReceiptStatus} from '../outbox/raise-status.ts';
import type {Settings} from '../settings/settings.ts';

export type {ChannelName};

export type Channel<Own = unknown> = {
  name: ChannelName;
  settings: Settings<Own>;
  webhook: Webhook;
  /** `undefined` where the settings for it are not there. */
  inbound(settings: Own, site: Site): Inbound | undefined;
  /** The same. Opens nothing before its first call. */
  outbound(settings: Own, site: Site): Outbound | undefined;
};

/** Where providers reach us. */
export type Site = {publicUrl: string | undefined};

/** Where the provider posts to, and how; the same with all settings. */
export type Webhook = {
  /** What follows in the path are the request's `parts`. */
  path: `/webhooks/${string}`;
  /** What the first of them is called in the contract, where there may be one. */
  part?: string;
  /** For the contract: who posts there, and what proves that it is they. */
  summary: string;
  proof: {header: string; is: string};
  format: 'json' | 'form';
  /** Of the longest body that is read, in bytes; a longer one is refused with 413. */
  limitBytes: number;
  /** What the provider is answered instead of `{"accepted"}`, where it would read that. */
  answer?: {type: string; body: string};
};

export type Inbound = {
  name: ChannelName;
  /** Is it the provider's? Where this does not call `body`, a stranger's body is never read. */
  authenticate(request: WebhookRequest): Promise<boolean>;
  /** Never throws, whatever the body is. `body` is any JSON value, or the form's fields. */
  parse(body: unknown, request: Pick<WebhookRequest, 'parts'>, nowMs: number): Parsed;
};

export type WebhookRequest = {
  /** What follows the channel's path, decoded: `/webhooks/evolution/acct1` is `['acct1']`. */
  parts: readonly string[];
  /** Empty where it was not sent. */
  header(name: string): string;
  /** Where the provider posted to, path and query as sent: `/webhooks/sms?x=1`. */
  url: string;
  /** Reads it, once. Throws `body_too_large`. */
  body(): Promise<unknown>;
};

export type Parsed =
  | {type: 'message'; message: Received & {text: string}}
  /** Somebody sent what we cannot read, a picture for example: to be told so. */
  | {type: 'wordless'; message: Received}
  | {type: 'edit'; edit: Edit}
  /** The clinic itself wrote, by a phone of its own or by another program; `text` may be empty. Or we did. */
  | {type: 'own'; message: Received & {text: string}; by: 'phone' | 'program'}
  | {type: 'status'; event: StatusEvent}
  | {type: 'ignored'; reason: Ignored};

/** What comes of somebody's words in the queue. */
export type Said = Exclude<Parsed, {type: 'status' | 'ignored'}>;

/** Why an event that was the provider's becomes no message; the word is in the answer and in the log. */
export type Ignored =
  /** Not between a person and the clinic. */
  | 'own'
  | 'not_ours'
  | 'group'
  | 'broadcast'
  | 'newsletter'
  | 'bot'
  | 'automated'
  /** Nobody says anything with it. */
  | 'reaction'
  | 'vote'
  | 'setting'
  | 'call'
  | 'album'
  | 'protocol'
  | 'service'
  | 'payment'
  | 'edited'
  | 'deleted'
  | 'empty'
  /** There is nobody to answer. */
  | 'no_route'
  | 'malformed'
  | 'unknown_event'
  | 'unknown_instance';

/** A message as its provider tells it. */
export type Received = {
  /** Which of our own ends it came to, as configured: an instance, a bot. */
  account: string;
  chats: Chats;
  /** Who wrote; a keyed hash. */
  sender: string;
  /** What carries it, where that is not the channel itself: WhatsApp through Twilio. */
  medium?: 'whatsapp';
  /** Where a reply goes, in the provider's own terms: a JID, a chat id, a number. Names a person. */
  target: string;
  /** The provider's id of the message, by which it can be quoted. */
  providerId: string;
  /** The same again when the provider repeats itself; mostly the same as `providerId`. */
  eventId: string;
  /** By the provider's clock, in unix milliseconds. */
  atMs: number;
  /** `undefined`: the default clinic. */
  clinic: string | undefined;
  /** A picture or the like is part of it; those of one album have the same name. */
  media?: {album?: string};
  /** A command or keyword, where that is all it says. */
  wish?: Wish;
  /** The provider has answered the wish itself. */
  isWishAnswered?: boolean;
  /** After an opt-out only a keyword counts as coming back, by the rules of the medium. */
  needsOptIn?: boolean;
  /** The language of whoever wrote, a BCP 47 tag. */
  locale?: string;
  /** The provider named somebody else than whoever wrote. */
  isMixedUp?: boolean;
};

/** `yes` counts as `start` after an opt-out only. */
export type Wish = 'start' | 'stop' | 'help' | 'yes';

/** Somebody changed what they had written. */
export type Edit = {
  account: string;
  clinic: string | undefined;
  text: string;
  atMs: number;
  eventId: string;
  /** The message that it stood in: by its event, or by the provider's id within the chat of `from`. */
  of: {eventId: string} | {providerId: string};
  /** Who did, where the event says so. */
  from: Received | undefined;
  /** `from` is what the writer's own client says, and may be anybody. */
  isHearsay?: boolean;
  /** The provider tells nothing else before this is taken. */
  isWaitedFor?: boolean;
};

/** One chat under all the names that the provider gives it, the best first; keyed hashes. */
export type Chats = readonly [string, ...string[]];

/** What a provider tells about our own sends and ends. */
export type StatusEvent =
  /** `messages.update` and its like. May come in any order, and again. */
  | {type: 'receipt'; account: string; providerId: string; status: ReceiptStatus}
  | {type: 'connection'; account: string; state: 'open' | 'connecting' | 'close'};

export type Outbound = {
  name: ChannelName;
  /** A reply in the channel's own marks, in pieces that it takes. */
  render(markdown: string, target: string): string[];
  /** Sends one piece. Never throws; ends within `longestMs`. */
  deliver(piece: Piece): Promise<ProviderAnswer>;
  /** How long the provider itself may take over a send, in milliseconds: until then a call nobody heard the end of may work. */
  longestMs: number;
  /** Was it sent after all? Ids of what may be it, newest first; none when there is no trace. Throws when it cannot tell. */
  find?(piece: Piece): Promise<string[]>;
  /** Shows for `typingMs` that somebody writes. Its failures concern nobody; it has a deadline of its own. */
  typing?(to: Pick<Piece, 'account' | 'target'>): Promise<void>;
  typingMs?: number;
};

export type Piece = {
  account: string;
  target: string;
  text: string;
  /** The same at each try of the same piece. */
  id: string;
  /** The message that is answered, to be quoted; where that is useful. */
  quoted?: string | undefined;
  /** When the first try began, in unix milliseconds. */
  sinceMs: number;
};

export type ProviderAnswer =
  | {status: 'sent'; providerId: string}
  /** Certainly not sent: again later. */
  | {status: 'later'; afterMs?: number}
  /** Certainly not sent: the account is not connected. It will be without anybody's doing. */
  | {status: 'away'}
  /** Perhaps sent. */
  | {status: 'unknown'}
  /** Certainly not sent, and never will be. `code` goes to the log. */
  | {status: 'refused'; code: string}
  /** Certainly not sent; nothing can leave through this account until somebody repairs it. */
  | {status: 'parked'; code: string};
