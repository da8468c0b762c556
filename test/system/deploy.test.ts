import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';
import {createServer} from 'node:tls';
import {parse} from 'yaml';
import {Redis} from '../../core/redis/connection.ts';
import {freePort} from '../../scripts/lab/bench/parts.ts';
import {root} from '../../scripts/root.js';
import {startApp, startWeb, startWorker} from '../helpers/app.ts';
import {testLog} from '../helpers/log.ts';
import {testRedis} from '../helpers/redis.ts';
import {client} from '../helpers/server.ts';
import {openSocket} from '../helpers/socket.ts';
import {openStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

/** Nothing is wrong with these themselves. */
const right = ['NODE_ENV', 'TELEGRAM_BOT_TOKEN', 'EVOLUTION_URL'];

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'plaintalk-deploy-'));
  t.teardown(() => rmSync(path, {recursive: true, force: true}));
  return path;
}

/** A program of the build, in a folder of its own. */
async function run(program: string, cwd: string, env: Record<string, string>) {
  const given = {PATH: process.env['PATH'] ?? '', ...env};
  const child = spawn(process.execPath, [join(root, 'dist', program)], {cwd, env: given, timeout: 20_000});
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return {status, stderr};
}

test('the check before a release lists every mistake at once, each with its setting, and no stack', async t => {
  const wrong = {
    NODE_ENV: 'production',
    REDIS_ULR: 'redis://x',
    PORT: '99999999',
    WORKER_CONCURENCY: '5',
    HEARTBEAT_MS: '9000',
    ATTEMPT_TIMEOUT_MS: '400000',
    PUBLIC_URL: 'https://chat.example/widget',
    ALLOWED_ORIGINS: '*',
    TELEGRAM_BOT_TOKEN: '1:x',
    EVOLUTION_URL: 'https://evolution.example',
    AGENT: 'faq,openai',
    ADMIN_TOKEN: 'short',
    LOG_LEVEL: 'loud',
    RESULT_TTL_SECONDS: '-1',
    WIDGET_FALLBACK_REST: 'maybe',
    REDIS_TLS_CA: '/nowhere.pem',
  };
  const {status, stderr} = await run('scripts/check-release.js', folder(t), wrong);
  t.is(status, 1);
  for (const name of [
    'REDIS_URL',
    ...Object.keys(wrong).filter(name => !right.includes(name)),
    'DATA_KEYS',
    'SESSION_SECRETS',
    'TELEGRAM_WEBHOOK_SECRET',
    'EVOLUTION_API_KEY',
    'OPENAI_BASE_URL',
  ]) {
    t.regex(stderr, new RegExp(`^ *${name}: `, 'm'), name);
  }
  t.true(stderr.includes('did you mean REDIS_URL?') && stderr.includes('did you mean WORKER_CONCURRENCY?'));
  t.false(stderr.includes('    at '));
});

test('the check finds clinics that do not exist, and a Redis that is not there', async t => {
  const {url} = await testRedis(t);
  const {stderr, status} = await run('scripts/check-release.js', folder(t), {
    REDIS_URL: url,
    DEFAULT_CLINIC: 'nowhere',
  });
  t.is(status, 1);
  t.regex(stderr, /^DEFAULT_CLINIC: there is no clinic nowhere in demo, demo-es$/m);
  const away = await run('scripts/check-release.js', folder(t), {REDIS_URL: 'redis://127.0.0.1:1'});
  t.regex(away.stderr, /^REDIS_URL: nothing listens where REDIS_URL leads \(ECONNREFUSED\)$/m);
  const well = await run('scripts/check-release.js', folder(t), {REDIS_URL: url});
  t.is(well.status, 0, well.stderr);
});

test('a process that cannot start says why in lines, and binds no port', async t => {
  const {status, stderr} = await run('server/main.js', folder(t), {
    PORT: 'x',
    REDIS_URL: 'redis://127.0.0.1',
  });
  t.is(status, 1);
  t.is(stderr, 'The configuration is not valid:\n  PORT: must be a whole number\n');
});

test('.env is read where a process is started, and the environment goes before it', async t => {
  const {url} = await testRedis(t);
  const path = folder(t);
  writeFileSync(join(path, '.env'), `REDIS_URL=${url}\nDEFAULT_CLINIC=nowhere\n`);
  t.regex(
    (await run('scripts/check-release.js', path, {})).stderr,
    /^DEFAULT_CLINIC: there is no clinic nowhere/m,
  );
  t.is((await run('scripts/check-release.js', path, {DEFAULT_CLINIC: 'demo'})).status, 0);
});

test('a Redis with a self-signed certificate is refused by its name, trusted by REDIS_TLS_CA, and let through by REDIS_TLS_INSECURE', async t => {
  t.timeout(40_000);
  const {url} = await testRedis(t);
  const path = folder(t);
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(path, 'key.pem'), '-out', join(path, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  );
  const ca = readFileSync(join(path, 'cert.pem'), 'utf8');
  const target = new URL(url);
  const server = createServer({key: readFileSync(join(path, 'key.pem')), cert: ca}, socket => {
    const upstream = connect(Number(target.port), target.hostname);
    socket
      .on('error', () => upstream.destroy())
      .pipe(upstream)
      .on('error', () => socket.destroy())
      .pipe(socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  const tlsUrl = `rediss://localhost:${typeof address === 'object' ? address?.port : ''}${target.pathname}`;
  for (const tls of [{insecure: true}, {insecure: false, ca}]) {
    const redis = new Redis({url: tlsUrl, tls, name: 'tls', log: testLog()}).start();
    t.teardown(() => redis.stop());
    await until(() => redis.ready);
    t.is(await redis.run(client => client.ping()), 'PONG');
  }
  const {stderr} = await run('scripts/check-release.js', path, {REDIS_URL: tlsUrl});
  t.regex(
    stderr,
    /^REDIS_URL: Redis’ certificate is self-signed: set REDIS_TLS_CA, or REDIS_TLS_INSECURE=true/m,
  );
  t.is(
    (await run('scripts/check-release.js', path, {REDIS_URL: tlsUrl, REDIS_TLS_CA: join(path, 'cert.pem')}))
      .status,
    0,
  );
  t.is(
    (await run('scripts/check-release.js', path, {REDIS_URL: tlsUrl, REDIS_TLS_INSECURE: 'true'})).status,
    0,
  );
});

test('tools run from the build, where nothing else is', async t => {
  for (const tool of ['queue/main', 'evolution', 'agent', 'clinic/main']) {
    const {status, stderr} = await run(`scripts/${tool}.js`, folder(t), {});
    t.is(status, 2, stderr);
    t.regex(stderr, /^Usage: /);
  }
});

test('compose.yaml, Dockerfile and Procfile run what the build has', t => {
  const compose = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'));
  t.deepEqual(Object.keys(compose.services), ['redis', 'web', 'worker', 'nginx']);
  const procfile = readFileSync(join(root, 'Procfile'), 'utf8');
  const worker = /^worker: (.*)$/m.exec(procfile)?.[1];
  t.is(compose.services.worker.command.join(' '), worker);
  const image = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const web = /^web: (.*)$/m.exec(procfile)?.[1];
  t.is(JSON.parse(/^CMD (.*)$/m.exec(image)?.[1] ?? '[]').join(' '), web);
  t.regex(image, /^USER node$/m);
});

/** nginx with the documentation's configuration before these web processes; its address. */
async function startNginx(t: ExecutionContext, urls: readonly string[]): Promise<string> {
  const path = folder(t);
  const port = await freePort();
  const given = readFileSync(join(root, 'docs/deploy/nginx.conf'), 'utf8')
    .replace(
      'server web:3000 max_fails=0;',
      urls.map(url => `server ${new URL(url).host} max_fails=0;`).join(' '),
    )
    .replace('listen 80;', `listen 127.0.0.1:${port};`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${path}/${name};`,
  );
  const http = `access_log off; ${paths.join(' ')}\n${given}`;
  const main = `daemon off; pid ${path}/pid; error_log ${path}/error.log; events {}\nhttp {${http}}\n`;
  writeFileSync(join(path, 'nginx.conf'), main);
  const nginx = spawn('nginx', ['-c', join(path, 'nginx.conf'), '-p', path], {stdio: 'ignore'});
  t.teardown(() => nginx.kill('SIGTERM'));
  const front = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${front}/readyz`).catch(() => undefined))?.ok);
  return front;
}

test('two web processes and two workers behind nginx are replaced one by one at 40 sends a second: who is refused comes again, and nothing is lost', async t => {
  t.timeout(120_000);
  if (spawnSync('nginx', ['-v']).status !== 0) {
    t.log('nginx is not here: nothing was restarted');
    return t.pass();
  }
  const {url: REDIS_URL} = await testRedis(t);
  const limits = {
    RATE_ADDRESS_PER_MINUTE: '0',
    RATE_SESSION_PER_MINUTE: '0',
    RATE_SESSIONS_PER_HOUR: '0',
    RATE_KILOBYTES_PER_HOUR: '0',
  };
  const env = {REDIS_URL, TRUST_PROXY_HOPS: '1', LOG_LEVEL: 'info', ...limits};
  const ports = await Promise.all([freePort(), freePort()]);
  const webs = await Promise.all(ports.map(port => startWeb(t, {...env, PORT: String(port)})));
  const workers = await Promise.all([startWorker(t, env), startWorker(t, env)]);
  const front = await startNginx(
    t,
    webs.map(({url}) => url),
  );
  const sent: Promise<{status: number; poll: string}>[] = [];
  const {send, get} = client(front);
  let refused = 0;
  /** As the widget does: a send that was refused is repeated with its key. */
  const sendUntilTaken = async (session_id: string) => {
    for (;;) {
      const {status, body} = await send(
        {text: 'What are your opening hours?', session_id},
        {'idempotency-key': 'k'},
      );
      if (status === 202) return {status, poll: String(body['poll_url'])};
      if (status !== 503) return {status, poll: ''};
      refused++;
      await sleep(200);
    }
  };
  const sending = setInterval(() => sent.push(sendUntilTaken(`s${sent.length}`)), 25);
  t.teardown(() => clearInterval(sending));
  for (const {url, web} of webs) {
    await until(() => sent.length % 40 === 39);
    t.is(await web.kill('SIGTERM'), 0);
    await startWeb(t, {...env, PORT: new URL(url).port});
  }
  for (const worker of workers) {
    t.is(await worker.kill('SIGTERM'), 0);
    await startWorker(t, env);
  }
  clearInterval(sending);
  const answers = await Promise.all(sent);
  const statuses = answers.map(({status}) => status);
  t.log(`${answers.length} sends; ${refused} times one was refused with 503`);
  t.deepEqual([...new Set(statuses)], [202]);
  for (const {poll} of answers) t.is((await get(`${poll}?wait=25`)).body['status'], 'done');
});

test('the nginx of the documentation lets polls, streams and sockets through, and hands on who asks', async t => {
  t.timeout(60_000);
  if (spawnSync('nginx', ['-v']).status !== 0) {
    t.log('nginx is not here: its configuration was not run');
    return t.pass();
  }
  const {url} = await startApp(t, {TRUST_PROXY_HOPS: '1'});
  const front = await startNginx(t, [url]);
  const {send, get} = client(front);
  const {body} = await send({text: 'What are your opening hours?', session_id: 's1'});
  t.like((await get(`${body['poll_url']}?wait=25`)).body, {status: 'done'});
  const stream = await openStream(t, front + String(body['stream_url']));
  t.is(await stream.over, 'ended');
  t.is(stream.events.at(-1)?.type, 'message');
  const {say, frames} = await openSocket(t, front, 's2');
  say({text: 'Where are you?'});
  await until(() => frames.some(frame => frame.type === 'message'));
});
