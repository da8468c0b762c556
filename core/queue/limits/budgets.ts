/**
 * How much a visitor may send. Each budget is a counter of its own in Redis that lasts for one window, from what it
 * counted first: exact over any number of processes. It is looked at and spent by the script that accepts, so that what
 * is refused costs nothing, and nothing is accepted uncounted.
 */
import {ChatError} from '../../errors.ts';
import {type Channel, keys} from '../../keys.ts';
import {list, lua, type Prelude} from '../../redis/script.ts';
import type {Sealer} from '../../seal.ts';

/** 0 turns one off; without `addressPerMinute` nothing is counted by address. */
export type Rates = {
  sessionPerMinute: number;
  addressPerMinute: number;
  /** Sessions opened from an address. */
  sessionsPerHour: number;
  /** What an address may have kept of texts and metadata, in bytes. */
  bytesPerHour: number;
};

/** The name is in `RateLimit-Policy`, and in the log. */
export type Budget = {
  name: 'session' | 'address' | 'clinic' | 'sessions' | 'bytes';
  key: string;
  most: number;
  windowMs: number;
  cost: number;
};

type Spent = {
  channel: Channel;
  session: string;
  clinic: string;
  text: string;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** The client's, as `clientAddress` groups it; absent where nobody's browser sent it. */
  address?: string | undefined;
  /** Does it open a session? */
  opens?: boolean | undefined;
};

const minute = 60_000;
const hour = 60 * minute;

/** What a send spends; nothing on channels, which weigh their chats themselves. */
export function budgetsOf(
  rates: Rates | undefined,
  spent: Spent,
  {clinicPerMinute = 0, sealer}: {clinicPerMinute?: number | undefined; sealer: Sealer},
): Budget[] {
  const {channel, session, clinic, address, opens} = spent;
  if (!rates || (channel !== 'widget' && channel !== 'legacy')) return [];
  const {sessionPerMinute, addressPerMinute} = rates;
  const perMinute = {windowMs: minute, cost: 1};
  const budgets: Budget[] = [
    {
      name: 'session',
      key: keys.rate('session', `${channel}:${session}`),
      most: sessionPerMinute,
      ...perMinute,
    },
    {name: 'clinic', key: keys.rate('clinic', clinic), most: clinicPerMinute, ...perMinute},
  ];
  if (address !== undefined && addressPerMinute > 0) {
    const digest = addressDigest(sealer, address);
    budgets.push(
      {name: 'address', key: keys.rate('address', digest), most: addressPerMinute, ...perMinute},
      {
        name: 'bytes',
        key: keys.rate('bytes', digest),
        most: rates.bytesPerHour,
        windowMs: hour,
        cost: bytesOf(spent),
      },
    );
    if (opens) budgets.push(openings(rates, digest));
  }
  return budgets.filter(({most}) => most > 0);
}

/** What is kept of a send, in UTF-8. */
function bytesOf({text, metadata}: Spent): number {
  return Buffer.byteLength(text) + (metadata ? Buffer.byteLength(JSON.stringify(metadata)) : 0);
}

/** What opening a session without a send spends. */
export function openingBudgets(
  rates: Rates | undefined,
  address: string | undefined,
  sealer: Sealer,
): Budget[] {
  if (!rates?.addressPerMinute || !rates.sessionsPerHour || address === undefined) return [];
  return [openings(rates, addressDigest(sealer, address))];
}

function openings({sessionsPerHour}: Rates, digest: string): Budget {
  return {
    name: 'sessions',
    key: keys.rate('sessions', digest),
    most: sessionsPerHour,
    windowMs: hour,
    cost: 1,
  };
}

/** An address says who somebody is: it is nowhere in Redis as it is. */
export function addressDigest(sealer: Sealer, address: string): string {
  return sealer.digests(`address ${address}`)[0].slice(0, 22);
}

/** `over_budget()`: which has no room, from 1, and for how many ms; `spend_budgets()`. */
export const budgeting: Prelude<{budgets: readonly Budget[]}> = {
  lua: lua(import.meta.url, 'budgets.lua'),
  keys: {budgets: {kind: 'keys', of: ({budgets}) => budgets.map(({key}) => key)}},
  args: {
    budget_terms: list(({budgets}) => budgets.flatMap(({most, cost, windowMs}) => [most, cost, windowMs])),
  },
};

/** The refusal of a send for which one of the budgets has no room for `forMs`. */
export function rateLimited({name, most, windowMs}: Budget, forMs: number): ChatError {
  const retryAfterSeconds = Math.max(1, Math.ceil(forMs / 1000));
  const limit = {name, quota: most, windowSeconds: windowMs / 1000};
  return new ChatError('rate_limited', undefined, {retryAfterSeconds, limit});
}
