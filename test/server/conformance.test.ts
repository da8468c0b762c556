/**
 * The conformance tests of the Durable Streams protocol that read, by their own package, against `GET …/widget-log`. What is
 * left out, and why, is here; docs/follow-a-reply.md tells it.
 */
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {z} from 'zod';
import {root} from '../../scripts/root.js';
import {startShim} from '../helpers/durable-streams-shim.ts';
import {testServer} from '../helpers/server.ts';
import {test} from '../helpers/test.ts';

/** What reads, by the titles of the package; its other tests create, write, fork, close or expire streams over HTTP. */
const reading = [
  'Read Operations',
  'Read-Your-Writes',
  'read from offset',
  'on GET',
  'unknown query',
  'offset parameter',
  'immutability',
  'Browser Security Headers',
  'HEAD Metadata should',
  'Offset Validation',
  'Long-Poll',
  'Caching and ETag',
  'Chunking',
  'JSON Mode',
  'SSE Mode',
  '(?:HEAD|Long-poll|SSE) with Stream Closure',
  'Read Closed Streams',
  'offset-now-on-closed',
];

const leftOut: Record<string, string> = {
  'Fork|TTL|Expires|Writer': 'streams are made by sends, and last as long as the clinic says',
  'on (?:PUT|POST) responses|reject (?:POST|invalid JSON|empty JSON)': 'it writes: 405 here',
  'base64|binary|protobuf|image': 'every stream is JSON',
  'proper Cache-Control': 'it asks for no-cache; ours is no-store, since it is health data',
  'waits for data|with long-poll on empty|204 timeout': 'a wait of 25 s; test/server/log.test.ts has it',
};

const pattern = `^(?!.*(?:${Object.keys(leftOut).join('|')})).*(?:${reading.join('|')})`;

const Report = z.object({
  testResults: z.array(
    z.object({assertionResults: z.array(z.object({fullName: z.string(), status: z.string()}))}),
  ),
});

test('the conformance tests of the protocol that read pass', async t => {
  t.timeout(120_000);
  const url = await startShim(t, await testServer(t));
  mkdirSync(join(root, '.data'), {recursive: true});
  const folder = mkdtempSync(join(root, '.data', 'conformance-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const config = ['--config', 'test/fixtures/conformance.vitest.js', '-t', pattern];
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--reporter=json', `--outputFile=${report}`, ...config],
    {
      cwd: root,
      env: {...process.env, CONFORMANCE_TEST_URL: url},
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await text(child.stdout);
  const {testResults} = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  const results = testResults.flatMap(({assertionResults}) => assertionResults);
  const namesOf = (status: string) =>
    results.filter(result => result.status === status).map(({fullName}) => fullName);
  t.deepEqual(namesOf('failed'), []);
  t.log(`${namesOf('passed').length} of ${results.length} are about reading`);
  t.true(namesOf('passed').length >= 95);
});
