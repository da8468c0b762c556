import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type {FakeEvolution} from '../../scripts/lab/fakes/evolution.ts';
import {root} from '../../scripts/root.js';
import {fakeEvolution} from '../helpers/fake-evolution.ts';
import {test} from '../helpers/test.ts';

async function run(fake: FakeEvolution, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import=tsx', 'scripts/evolution.ts', ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      EVOLUTION_URL: fake.url,
      EVOLUTION_API_KEY: 'test-key',
      EVOLUTION_WEBHOOK_SECRET: 'test-webhook-secret',
      EVOLUTION_INSTANCES: 'acct1=demo',
      PUBLIC_URL: 'https://chat.clinic.example',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return {code, output};
}

test('an instance without a webhook is told apart, set up, and then as it must be', async t => {
  const fake = await fakeEvolution(t);
  const before = await run(fake, ['check', 'acct1']);
  t.is(before.code, 1);
  t.regex(before.output, /no webhook/);
  const setup = await run(fake, ['setup', 'acct1']);
  t.is(setup.code, 0, setup.output);
  t.deepEqual(fake.webhooks.find('acct1'), {
    enabled: true,
    url: 'https://chat.clinic.example/webhooks/evolution/acct1',
    headers: {authorization: 'Bearer test-webhook-secret'},
    events: ['MESSAGES_UPSERT', 'MESSAGES_UPDATE', 'CONNECTION_UPDATE', 'SEND_MESSAGE'],
    webhookByEvents: false,
    webhookBase64: false,
  });
  const state = await run(fake, ['state', 'acct1']);
  t.regex(state.output, /2\.3\.7\s+connection {2}open\s+webhook {5}on, to https:/);
  t.false(`${setup.output}${state.output}`.includes('test-'), 'neither key nor secret is shown');
});

test('what is wrong with an instance is said, and what to do about it', async t => {
  const fake = await fakeEvolution(t);
  await run(fake, ['setup', 'acct1']);
  fake.states.set('acct1', 'close');
  const other = await run(fake, ['check', 'acct1'], {
    EVOLUTION_WEBHOOK_SECRET: 'another',
    EVOLUTION_INSTANCES: 'acct2=demo',
    PUBLIC_URL: 'http://elsewhere.example',
  });
  t.is(other.code, 1);
  for (const problem of [
    /EVOLUTION_INSTANCES/,
    /not connected/,
    /not https/,
    /goes elsewhere/,
    /secret differs/,
  ]) {
    t.regex(other.output, problem);
  }
  t.regex((await run(fake, ['check', 'nobody'])).output, /does not know this instance/);
  t.regex((await run(fake, ['check', 'acct1'], {EVOLUTION_API_KEY: 'x'})).output, /EVOLUTION_API_KEY/);
  fake.licensed = false;
  t.regex((await run(fake, ['setup', 'acct1'])).output, /licence/);
});

test('a secret that was typed in any form that the server takes is as it must be; a mistyped one is not', async t => {
  const fake = await fakeEvolution(t);
  await run(fake, ['setup', 'acct1']);
  const row = fake.webhooks.find('acct1');
  const secret = 'test-webhook-secret';
  const codes: (number | null)[] = [];
  for (const headers of [
    {jwt_key: secret},
    {Authorization: `Bearer ${secret}`},
    {AUTHORIZATION: `bearer ${secret}`},
    {authorization: secret},
    {authorization: `Bearer ${secret}x`},
    {jwt_key: `${secret}x`},
    {'x-secret': secret},
  ]) {
    fake.webhooks.set('acct1', {...row, headers});
    codes.push((await run(fake, ['check', 'acct1'])).code);
  }
  t.deepEqual(codes, [0, 0, 0, 0, 1, 1, 1]);
});

test('a command for an instance that is not understood, or lacks its settings, says so', async t => {
  const fake = await fakeEvolution(t);
  t.is((await run(fake, ['setup'])).code, 2);
  t.is((await run(fake, ['remove', 'acct1'])).code, 2);
  const {code, output} = await run(fake, ['state', 'acct1'], {EVOLUTION_API_KEY: '', PUBLIC_URL: ''});
  t.is(code, 1);
  t.regex(output, /Set EVOLUTION_API_KEY, PUBLIC_URL first/);
});
