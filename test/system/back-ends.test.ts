/** The two back ends that the documentation shows, as they are, behind the agent that asks them. */
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';
import {sign} from '../../core/sign.ts';
import {root} from '../../scripts/root.js';
import {createHttpAgent} from '../../worker/agents/http/http.ts';
import {faultCodes, faultOf} from '../../worker/agents/upstream/faults.ts';
import {Upstream} from '../../worker/agents/upstream/upstream.ts';
import {hear} from '../helpers/agent.ts';
import {testLog} from '../helpers/log.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';

const folder = new URL('docs/', pathToFileURL(root));
const page = readFileSync(new URL('agents.md', folder), 'utf8');
const programs = {'back-end.js': process.execPath, 'back_end.py': 'python3'};

async function startBackEnd(t: ExecutionContext, file: keyof typeof programs): Promise<string> {
  const child = spawn(programs[file], [`examples/${file}`], {
    cwd: folder,
    env: {PATH: process.env['PATH'], PORT: '0', AGENT_SECRET: 'hush', PYTHONUNBUFFERED: '1'},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  for await (const line of createInterface({input: child.stdout})) return line;
  throw new Error(`${file} did not start`);
}

for (const [file, program] of Object.entries(programs)) {
  test(`the back end ${file} of the documentation keeps the contract`, async t => {
    t.timeout(60_000);
    if (spawnSync(program, ['--version']).status !== 0) {
      t.log(`${program} is not here: ${file} was not run`);
      return t.pass();
    }
    const url = await startBackEnd(t, file as keyof typeof programs);
    const upstream = new Upstream(testLog(), {openMs: 0});
    t.teardown(() => upstream.close());
    const agentOf = (secret: string | undefined, now = Date.now) =>
      createHttpAgent({upstream, url, secret, maxChars: 4000, now});
    const agent = agentOf('hush');
    const history = [{role: 'agent' as const, text: '¡Hola!'}];

    const plain = await hear(agent, {text: '¿Abren "hoy"? 🙂', message: 'm1', history});
    t.is(plain.error, undefined);
    t.is(plain.text, 'You said “¿Abren "hoy"? 🙂”, after 1 other messages.');
    t.true(plain.pieces.length > 3, 'it streams');
    const again = await hear(agent, {text: '¿Abren "hoy"? 🙂', message: 'm1', attempt: 2});
    t.is(again.text, plain.text, 'a repeat gets the same answer');
    const visit = await hear(agent, {text: 'I need a visit', message: 'm2'});
    t.deepEqual([visit.text, visit.facts.choices], ['When shall it be?', ['Today', 'Tomorrow']]);
    const person = await hear(agent, {text: 'A person, please', message: 'm3'});
    t.is(person.facts.handoff?.reason, 'asked');

    const late = () => Date.now() - 301_000;
    for (const stranger of [agentOf('other'), agentOf(undefined), agentOf('hush', late)]) {
      const {error, text} = await hear(stranger, {message: 'm4'});
      t.deepEqual([faultOf(error)?.code, text], ['key_refused', '']);
    }
  });

  test(`the documentation shows ${file} as it is, in forty lines at most`, t => {
    const code = readFileSync(new URL(`examples/${file}`, folder), 'utf8');
    t.true(page.includes(`\n${code}\`\`\``));
    t.true(code.trimEnd().split('\n').length <= 40);
  });
}

test('the signature of the documentation is the one that is sent', t => {
  const [, bytes, body = ''] = /\| body \((\d+) bytes\) \| `(.+)` \|/.exec(page) ?? [];
  const [, header = ''] = /\| header \| `(.+)` \|/.exec(page) ?? [];
  t.is(Buffer.byteLength(body), Number(bytes));
  t.is(sign(body, 'hush', 1_790_000_000_999), header);
});

test('the documentation says what to do at each fault', t => {
  const table = page.slice(page.indexOf('## What can be wrong'));
  t.deepEqual(
    faultCodes.filter(code => !table.includes(`\`${code}\``)),
    [],
  );
});
