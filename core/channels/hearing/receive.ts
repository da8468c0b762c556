/**
 * What was said on a channel: by a webhook, or read afterwards because no webhook came. The same event is the same,
 * whichever way it comes and however often. For words the order is: whose chat it is, the guard, then what `weigh` says
 * (opt-out and keywords, loops and pace, staff, age), then the queue.
 */

import type {Channel} from '../../keys.ts';
import type {Said} from '../channel.ts';
import {hear} from './hear.ts';
import {hearEdit} from './hear-edit.ts';
import {hearOwn} from './hear-own.ts';
import type {Outcome, ReceiveDeps} from './receive-deps.ts';

/**
 * Throws `clinic_not_found` when the account's clinic is not there, `unavailable`, and what the queue refuses with. Safe
 * to repeat.
 */
export async function receive(deps: ReceiveDeps, channel: Channel, said: Said): Promise<Outcome> {
  switch (said.type) {
    case 'message':
    case 'wordless':
      return hear(deps, channel, said.message);
    case 'edit':
      return hearEdit(deps, channel, said.edit);
    case 'own':
      return hearOwn(deps, channel, said.message, said.by);
  }
}
