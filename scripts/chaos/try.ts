import {run, scaled} from './run.ts';
import {processFaults} from './faults.ts';
const [,, messages='400', faults='8', sabotage=''] = process.argv;
const r = await run({webs: 2, workers: 4, env: scaled, seed: 7, sessions: 40, messages: Number(messages), faults: Number(faults), sabotage: sabotage || undefined, nextFault: processFaults({webs: 2, workers: 4, everyMs: 400})});
console.log(JSON.stringify({...r, words: Object.fromEntries(r.words), violations: r.violations.slice(0, 8), n: r.violations.length}, null, 1));
process.exit();
