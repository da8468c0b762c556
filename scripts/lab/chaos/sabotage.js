/**
 * `node --import ./scripts/lab/chaos/sabotage.js dist/…/main.js` with SABOTAGE: the same build with one promise of its
 * scripts broken, to show that the checker would notice.
 */

import {beatScript} from '../../../dist/core/fifo/heartbeat.js';
import {appendScript} from '../../../dist/core/queue/append.js';
import {claimScript} from '../../../dist/core/queue/claim.js';
import {enqueueScript} from '../../../dist/core/queue/enqueue.js';
import {finishScript} from '../../../dist/core/queue/finish.js';
import {reconcileScript} from '../../../dist/core/queue/reconcile.js';
import {handBackScript} from '../../../dist/core/queue/release.js';
import {retryScript} from '../../../dist/core/queue/retry.js';

const settling = [claimScript, finishScript, handBackScript, reconcileScript, retryScript];

/** What is replaced in which scripts. */
const sabotages = {
  // Whoever comes back after a pause may still write, and steals its entry back.
  fence: [
    [settling, "return known.status == 'processing' and known.attempt == attempt", 'return true'],
    [[appendScript], "if known[1] ~= 'processing' or known[2] ~= attempt then return {'fenced'} end", ''],
    [[appendScript], "if piece <= tonumber(known[3]) then return {'repeated'} end", ''],
    [[beatScript], "if known[1] ~= 'processing' or known[2] ~= attempt then return {'lost'} end", ''],
    [[beatScript], "if not pending or pending[2] ~= consumer then return {'lost'} end", ''],
  ],
  // Every message goes into the queue at once.
  order: [
    [[enqueueScript], 'elseif before == 0 then', 'else'],
    [settling, 'if following then put(following) end', ''],
  ],
  // What has ended stays in the queue.
  ack: [
    [settling, "redis.call('XACK', keys.stream, group, place)\n  redis.call('XDEL', keys.stream, place)", ''],
  ],
};

const {SABOTAGE} = process.env;
for (const [scripts, from, to] of sabotages[SABOTAGE] ?? []) {
  for (const script of scripts) {
    if (!script.SCRIPT.includes(from)) throw new Error(`Not in the script any more: ${from}`);
    script.SCRIPT = script.SCRIPT.replace(from, to);
  }
}
