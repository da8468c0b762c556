/** What those who integrate do with /openapi.json: they lint it, and make a client of it that they compile. */
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {generate} from 'openapi-typescript-codegen';
import {z} from 'zod';
import {root} from '../../scripts/root.js';
import {openApi} from '../../server/openapi/document.ts';
import {allRoutes} from '../../server/routes/all-routes.ts';
import {test} from '../helpers/test.ts';

const document: Record<string, unknown> = JSON.parse(JSON.stringify(openApi(allRoutes)));

const Found = z.array(
  z.object({code: z.string(), severity: z.int(), path: z.array(z.union([z.string(), z.int()]))}),
);

test('spectral finds no error in the document, and warns of three things that are meant', t => {
  const program = fileURLToPath(new URL('../helpers/lint-openapi.js', import.meta.url));
  const input = JSON.stringify(document);
  const found = Found.parse(
    JSON.parse(spawnSync(process.execPath, [program], {input, encoding: 'utf8'}).stdout),
  );
  t.deepEqual([...new Set(found.map(({code}) => code))].sort(), [
    'info-contact', // whoever runs it is whom to ask
    'operation-description', // a summary that says it all needs none
    'operation-success-response', // a WebSocket is 101
  ]);
  const error = 0;
  t.deepEqual(
    found.filter(({severity}) => severity === error),
    [],
  );
});

const consumer = (text: string) => `
import {MessagesService, type PollAnswer} from './client/index.ts';
const {message_id} = await MessagesService.sendMessage({text: ${text}});
const poll: PollAnswer = await MessagesService.pollMessage(message_id);
for (const {type, at} of poll.events) console.log(type, at, poll.text ?? poll.error?.code);
`;

test('a client that is generated from the document compiles, and holds its user to the contract', async t => {
  t.timeout(60_000);
  mkdirSync(join(root, '.data'), {recursive: true});
  const folder = mkdtempSync(join(root, '.data', 'client-'));
  t.teardown(() => rmSync(folder, {recursive: true}));
  await generate({input: document, output: join(folder, 'client'), httpClient: 'fetch'});
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({compilerOptions}));
  const compile = (text: string) => {
    writeFileSync(join(folder, 'consumer.ts'), consumer(text));
    const tsc = join(root, 'node_modules/.bin/tsc');
    return spawnSync(process.execPath, [tsc, '-p', folder], {encoding: 'utf8'}).stdout;
  };
  t.is(compile("'Hello'"), '');
  t.regex(compile('7'), /consumer\.ts.*TS2322/);
});
