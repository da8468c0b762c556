import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {root} from '../../scripts/root.js';
import * as fakes from '../helpers/fake-openai.ts';
import {answers, type Behaviour} from '../helpers/fake-upstream.ts';
import {test} from '../helpers/test.ts';

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import=tsx', 'scripts/agent.ts', ...args], {
    cwd: root,
    env: {PATH: process.env['PATH'], ...env},
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

const settings = {OPENAI_API_KEY: 'sk-canary', OPENAI_MODEL: 'm'};

test('the check says how long the first word took, and how the server wants to be asked', async t => {
  t.timeout(60_000);
  const behave: Behaviour = (response, asked) =>
    (asked.raw.includes('stream_options')
      ? answers(422, {}, '{"detail":"stream_options: extra_forbidden"}')
      : fakes.says(['We open', ' at 8.'], 50))(response, asked);
  const {baseUrl} = await fakes.fakeOpenAi(t, behave);
  const {code, output} = await run(['check', 'When', 'do you open?'], {
    ...settings,
    AGENT: 'openai,faq',
    OPENAI_BASE_URL: baseUrl,
  });
  t.is(code, 0, output);
  t.regex(
    output,
    /^openai .*\n.* works without stream_options.*\n {2}works: 4 words, the first after 0\.\d\d s/m,
  );
  t.regex(output, /^faq .*\n {2}works:/m);
  t.false(output.includes('canary'));
});

test('the check says what does not work, and where it is told what to do', async t => {
  t.timeout(60_000);
  const {baseUrl} = await fakes.fakeOpenAi(t, answers(401));
  const env = {...settings, AGENT: 'openai', OPENAI_BASE_URL: baseUrl};
  const {code, output} = await run(['check'], env);
  t.is(code, 1);
  t.regex(
    output,
    /does not work, after .*: the model refuses our key \(401\)\n.*docs\/agents\.md, key_refused/,
  );
  const doubtful = await run(['check'], {...env, AGENT: 'faq,openai', OPENAI_BASE_URL: 'http://127.0.0.1:9'});
  t.regex(doubtful.output, /doubtful: AGENT: openai can never be reached behind faq/);
  t.regex(doubtful.output, /doubtful: OPENAI_BASE_URL: has no \/v1/);
  t.regex(doubtful.output, /the model cannot be reached/);
  t.is((await run(['chekc'])).code, 2);
  const missing = await run(['check'], {AGENT: 'http'});
  t.is(missing.code, 1);
  t.regex(missing.output, /AGENT_URL: AGENT names http/);
});
