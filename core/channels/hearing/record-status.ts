/** What a provider tells about our own sends and ends. It may come in any order, and more than once. */

import type {Channel} from '../../keys.ts';
import type {Log} from '../../log.ts';
import {raiseStatus} from '../../outbox/raise-status.ts';
import type {Redis} from '../../redis/connection.ts';
import type {StatusEvent} from '../channel.ts';
import {noteConnection} from '../connection.ts';

type Receipt = Extract<StatusEvent, {type: 'receipt'}>;

export type StatusDeps = {redis: Redis; log: Log};

/** Throws `unavailable`; then it is safe to tell it again. */
export async function recordStatus(deps: StatusDeps, channel: Channel, event: StatusEvent): Promise<void> {
  switch (event.type) {
    case 'receipt':
      return takeReceipt(deps, channel, event);
    case 'connection':
      return noteConnection(deps.redis, channel, event);
  }
}

/** What was sent and refused later is not sent again: why, only somebody at the provider's console can tell. */
async function takeReceipt({redis, log}: StatusDeps, channel: Channel, receipt: Receipt): Promise<void> {
  const {account, providerId, status} = receipt;
  const raised = await raiseStatus(redis, {channel, account, providerId, status});
  if (status !== 'failed' || raised.status !== 'raised') return;
  log.error({channel, instance: account, message: raised.message}, 'delivery.bounced');
}
