/**
 * `node --import ./scripts/lab/chaos/sabotage.js dist/…/main.js` with SABOTAGE: the same build with one promise of its
 * scripts broken, to show that the checker would notice.
 */
import {createHash} from 'node:crypto';
import {heartbeatScript} from '../../../dist/core/fifo/heartbeat.js';
import {appendScript} from '../../../dist/core/queue/append.js';
import {claimScript} from '../../../dist/core/queue/claim.js';
import {enqueueScript} from '../../../dist/core/queue/enqueue.js';
import {finishScript} from '../../../dist/core/queue/finish.js';
import {reconcileScript} from '../../../dist/core/queue/reconcile.js';
import {releaseScript} from '../../../dist/core/queue/release.js';
import {retryScript} from '../../../dist/core/queue/retry.js';

const ending = [claimScript, finishScript, releaseScript, reconcileScript, retryScript];

/** What is replaced in which scripts; names are positions there. */
const sabotages = {
  // Whoever comes back after a pause may still write, and steals its entry back.
  fence: [
    [ending, /return known.status == 'processing' and known.attempt == attempt/, 'return true'],
    [[appendScript], /if known\[1\] ~= 'processing' or .* return \{'fenced'\} end/, ''],
    [[appendScript], /if .* <= tonumber\(known\[3\]\) then return \{'repeated'\} end/, ''],
    [[heartbeatScript], /if known\[1\] ~= .* then return \{'lost'\} end/, ''],
  ],
  // Every message goes into the queue at once.
  order: [
    [[enqueueScript], /if before == 0 then/, 'if true then'],
    [ending, /if jobs\[2\] then last = put\(jobs\[2\]\) else last = forget\(\) end/, 'last = forget()'],
  ],
  // What has ended stays in the queue.
  ack: [[ending, /if entry ~= '' then ack\(entry\) else/, "if entry == '' then"]],
};

const {SABOTAGE} = process.env;
for (const [scripts, from, to] of sabotages[SABOTAGE] ?? []) {
  for (const script of scripts) {
    if (!from.test(script.compiled.text))
      throw new Error(`Not in the script ${script.name} any more: ${from}`);
    const text = script.compiled.text.replace(from, to);
    const sha = createHash('sha1').update(text).digest('hex');
    Object.defineProperty(script, 'compiled', {value: {text, sha}, configurable: true});
  }
}
