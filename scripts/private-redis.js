/**
 * A Redis of our own with its data in one folder, kept from run to run.
 *
 * Never two servers on one folder: its port stays the same and stands in `<folder>/redis-url`, so that the
 * operating system lets only one of them listen. Never two runs on one server: each run holds a connection that
 * bears `runName`, and the first of them owns the server. A server without any was left behind by a killed run: it
 * is told to save and stop, and its folder is taken over.
 *
 * Who else is on this machine, or has a page open in its browser, does not get in: there is a password, which stands in
 * `<folder>/redis-url` and in its configuration, for the owner's eyes only, and on no command line.
 */
import {randomBytes} from 'node:crypto';
import {chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {Part} from './part.js';

const runName = 'plaintalk-run';

/**
 * Starts `program` (the path of a redis-server) on `folder`. Resolves with `{url, part}` when it answers; rejects
 * with an `Error` to show when another run has the folder or the server does not come up.
 */
export async function startPrivateRedis(program, folder) {
  mkdirSync(folder, {recursive: true, mode: 0o700}); // what visitors write is for nobody else on this machine
  const home = realpathSync(folder);
  const url = await findUrl(home);
  writeForOwner(join(home, 'redis-url'), `${url}\n`);
  const conf = join(home, `redis-${new URL(url).port}.conf`); // of two that come here at once each has its own
  writeForOwner(conf, settings(home, new URL(url)));

  const part = new Part('redis', [program, conf]);
  let failure;
  part.ended.then(how => {
    failure = [`redis-server ended with ${how}`, ...part.lines].join('\n');
  });
  while (!failure) {
    const client = await connect(url);
    if (client) {
      // Of two that came here at once, only the last one to write its URL goes on.
      if (readKnownUrl(home) === url && (await isOwner(client))) return {url, part};
      throw taken(home);
    }
    await delay(20);
  }
  throw new Error(failure);
}

function settings(home, {port, password}) {
  const given = {
    port,
    bind: '127.0.0.1',
    requirepass: password,
    dir: JSON.stringify(home),
    save: '""',
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(given)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

/** Also where the file was there before, for everybody. */
function writeForOwner(path, content) {
  writeFileSync(path, content, {mode: 0o600});
  chmodSync(path, 0o600);
}

/** The URL to start on: the one that the folder has had, unless somebody else took its port meanwhile. */
async function findUrl(home) {
  const known = readKnownUrl(home);
  const client = known && (await connect(known));
  if (client) {
    const isOurs = (await client.configGet('dir')).dir === home;
    if (isOurs && !(await isOwner(client))) throw taken(home);
    if (isOurs) await shutDown(client, known);
    if (client.isOpen) client.destroy();
  }
  const {port = 0, password = ''} = known ? new URL(known) : {};
  const free = (await listen(port)) ?? (await listen(0));
  return `redis://:${password || randomBytes(24).toString('hex')}@127.0.0.1:${free}`;
}

function readKnownUrl(home) {
  try {
    return readFileSync(join(home, 'redis-url'), 'utf8').trim();
  } catch {
    return undefined; // the folder is new
  }
}

function taken(home) {
  return new Error(`Another npm start uses ${home}: stop it first, or set DATA_DIR to another folder`);
}

/** Stops a server that was left behind; it saves what it holds before its port is free. */
async function shutDown(client, url) {
  await client.sendCommand(['SHUTDOWN']).catch(error => {
    if (client.isReady) throw error; // it refuses; when it obeys it hangs up without an answer
  });
  while (!(await listen(new URL(url).port))) await delay(20);
}

/** A connection with our name; `undefined` when no Redis answers there. */
async function connect(url) {
  const {createClient} = await import('@redis/client'); // only here: setup may have just installed it
  const client = createClient({url, name: runName, socket: {reconnectStrategy: false}});
  client.on('error', () => undefined); // the end of the server is told by its part
  const timer = setTimeout(() => client.destroy(), 2000); // something else may listen there, and be silent
  try {
    return await client.connect();
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Of all runs that are connected, the first one owns the server. */
async function isOwner(client) {
  const id = await client.clientId();
  const runs = (await client.clientList()).filter(({name}) => name === runName);
  return runs.every(run => run.id >= id);
}

/** The number of a free port if `port` is one, else `undefined`; 0 asks for any. */
async function listen(port) {
  const server = createServer();
  return new Promise(resolve => {
    server.on('error', () => resolve(undefined));
    server.listen({port, host: '127.0.0.1'}, () => {
      const {port: found} = server.address();
      server.close(() => resolve(found));
    });
  });
}
