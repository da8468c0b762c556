/** Who lost a session while waiting in it is told nothing of what is said there afterwards. */
import {openSession} from '../../core/sessions/open-session.ts';
import {signLink} from '../../core/sessions/secure-link.ts';
import {longestMs, signToken} from '../../server/session-token.ts';
import {testServer} from '../helpers/server.ts';
import {call} from '../helpers/session.ts';
import {openSocket} from '../helpers/socket.ts';
import {openStream, type TestStream} from '../helpers/sse.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';

const words = 'what is said to whoever has the session now';
const id = 'wa-1';
const json = {'content-type': 'application/json'};
const bearerOf = (token: string) => ({authorization: `Bearer ${token}`});

/** A conversation that a person at the desk has, and what was written in it from a device. */
async function atDesk(t: ExecutionContext) {
  const server = await testServer(t);
  const {api, url, redis, deps} = server;
  const generation = () => openSession(redis, {id, clinic: 'demo'}, 60_000);
  /** The token of a device that follows a new link; the one before has lost the session. */
  const linked = async () => {
    const opening = {session: id, clinic: 'demo', generation: await generation(), locale: 'en'};
    const link = (await signLink(deps.links, opening)).split('#')[1];
    return String((await call(`${api}/widget/continue`, 'POST', {}, {link})).body['token']);
  };
  const desk = (act: string, body: object) => call(`${url}/admin/sessions/${id}/${act}`, 'POST', {}, body);
  const token = await linked();
  const {body} = await server.send({text: 'hello'}, bearerOf(token));
  t.is((await desk('take', {name: 'Ann'})).status, 200);
  return {...server, generation, linked, token, desk, sent: body};
}

type AtDesk = Awaited<ReturnType<typeof atDesk>>;

/** Whoever waits for that message over every transport, each for the first word after the loss. */
async function everyWait(t: ExecutionContext, server: AtDesk) {
  const {url, api, get, send, token, sent, waitingRoom} = server;
  const bearer = bearerOf(token);
  const [poll, log] = [String(sent['poll_url']), String(sent['log_url'])];
  const {cursor} = (await get(poll, bearer)).body;
  const posted = {method: 'POST', headers: {...json, ...bearer}, body: JSON.stringify({text: 'more'})};
  const held = [
    get(`${poll}?wait=25`, bearer),
    get(`${poll}?wait=25&after=${cursor}`, bearer),
    get(`${log}?offset=now&live=long-poll`, bearer),
  ];
  const preferred = send({text: 'and more'}, {...bearer, prefer: 'wait=25'});
  const streams = await Promise.all([
    openStream(t, url + String(sent['stream_url']), {headers: bearer}),
    openStream(t, `${url}${log}?offset=now&live=sse`, {headers: bearer}),
    openStream(t, `${api}/widget-stream`, posted),
  ]);
  const socket = await openSocket(t, url, id, {protocols: [`plaintalk.${token}`]});
  socket.say({type: 'resume', message_id: sent['message_id'], after: '0'});
  socket.say({text: 'over the socket'});
  await until(() => waitingRoom.size === 9);
  return {held, preferred, streams, socket};
}

/** None of them was told the words, and each was told that it has lost what it waits for. */
async function cutOff(t: ExecutionContext, waits: Awaited<ReturnType<typeof everyWait>>): Promise<void> {
  for (const {status, body} of await Promise.all(waits.held)) {
    t.is(status, 404);
    t.is(body['code'], 'message_not_found');
  }
  const {status, body} = await waits.preferred;
  t.deepEqual([status, body['status']], [202, 'queued']);
  for (const stream of waits.streams) await endedUntold(t, stream);
  const {socket, frames} = waits.socket;
  const refused = await until(() => {
    const found = frames.flatMap(frame => (frame.type === 'error' ? [frame] : []));
    return found.length === 2 && found;
  });
  for (const {code} of refused) t.is(code, 'message_not_found');
  t.is(socket.readyState, socket.OPEN);
  t.false(JSON.stringify(frames).includes(words));
  t.false(frames.some(({type}) => type === 'message' || type === 'cancelled'));
}

async function endedUntold(t: ExecutionContext, {over, events, retries}: TestStream): Promise<void> {
  t.is(await over, 'ended');
  t.false(JSON.stringify(events).includes(words));
  t.false(events.some(({type}) => type === 'message' || type === 'cancelled'));
  t.is(retries.length, 1);
}

test('a device that has lost its session to another is told nothing more of it, however it waits', async t => {
  const server = await atDesk(t);
  const {get, linked, desk, sent} = server;
  const waits = await everyWait(t, server);
  const poll = String(sent['poll_url']);
  const byId = get(`${poll}?wait=25`);
  const present = bearerOf(await linked());
  const following = get(`${poll}?wait=25`, present);
  t.is((await desk('reply', {text: words})).status, 201);
  await cutOff(t, waits);
  for (const {body} of await Promise.all([byId, following])) t.is(body['text'], words);
});

test('a session that is erased while it is waited in is told of as one that nobody knows', async t => {
  const server = await atDesk(t);
  const waits = await everyWait(t, server);
  t.is((await call(`${server.api}/widget/session`, 'DELETE', bearerOf(server.token))).status, 204);
  await cutOff(t, waits);
});

test('no stream lasts longer than tokens could be renewed', async t => {
  const {url, get, deps, sent, generation} = await atDesk(t);
  const last = {
    session: id,
    clinic: 'demo',
    generation: await generation(),
    sinceMs: Date.now() + 2000 - longestMs,
  };
  const {token} = await signToken(deps.tokens, last);
  const headers = bearerOf(token);
  const streams = await Promise.all([
    openStream(t, url + String(sent['stream_url']), {headers}),
    openStream(t, `${url}${sent['log_url']}?offset=-1&live=sse`, {headers}),
  ]);
  const client = await openSocket(t, url, id, {protocols: [`plaintalk.${token}`]});
  client.say({type: 'resume', message_id: sent['message_id'], after: '0'});
  for (const stream of streams) await endedUntold(t, stream);
  t.is((await client.seen('error')).code, 'session_token_invalid');
  t.is((await get(String(sent['poll_url']), headers)).status, 404);
});
