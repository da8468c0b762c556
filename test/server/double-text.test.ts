import type {DoubleText} from '../../core/clinics/clinic.ts';
import {defaultClinicsDir, loadClinics} from '../../core/clinics/load-clinics.ts';
import {gate} from '../helpers/gate.ts';
import {testServer} from '../helpers/server.ts';
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {testWorker} from '../helpers/worker.ts';

/** A server and a worker of a clinic with this policy; its agent holds its first reply back until the gate opens. */
async function clinicWith(t: ExecutionContext, doubleText: DoubleText) {
  const demo = loadClinics(defaultClinicsDir).get('demo');
  if (!demo) throw t.fail('there is no demo clinic');
  const known = new Map([['demo', {...demo, doubleText}]]);
  const server = await testServer(t, {clinics: {known, fallback: 'demo'}});
  const door = gate();
  const heard: string[] = [];
  const agent = async function* ({text, signal}: {text: string; signal: AbortSignal}) {
    heard.push(text);
    if (heard.length === 1) {
      const aborted = new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
      await Promise.race([door.opened, aborted]);
    }
    yield `re: ${text}`;
  };
  await testWorker(t, server, agent, {clinics: known});
  const send = async (text: string) => {
    const {body} = await server.send({text, session_id: 's1'});
    return {id: String(body['message_id']), answer: () => server.get(`${body['poll_url']}?wait=25`)};
  };
  const first = await send('one');
  await until(() => heard.length === 1);
  return {door, heard, first, send};
}

test('by default messages of a session are answered one after the other', async t => {
  const {door, heard, first, send} = await clinicWith(t, 'enqueue');
  const second = await send('two');
  door.open();
  t.is((await first.answer()).body['text'], 're: one');
  t.is((await second.answer()).body['text'], 're: two');
  t.deepEqual(heard, ['one', 'two']);
});

test('merged, what waits behind a turn is one turn with one reply', async t => {
  const {door, heard, first, send} = await clinicWith(t, 'merge');
  const [second, third] = [await send('two'), await send('three')];
  door.open();
  t.is((await first.answer()).body['text'], 're: one');
  const [a, b] = [await second.answer(), await third.answer()];
  t.is(a.body['text'], 're: two\nthree');
  t.is(b.body['text'], 're: two\nthree');
  t.like(b.body.events.at(-1), {type: 'message', merged_into: second.id});
  t.deepEqual(heard, ['one', 'two\nthree']);
});

test('interrupted, a new message cancels the running one and is answered', async t => {
  const {heard, first, send} = await clinicWith(t, 'interrupt');
  const second = await send('two');
  t.is((await first.answer()).body['status'], 'cancelled');
  t.is((await second.answer()).body['text'], 're: two');
  t.deepEqual(heard, ['one', 'two']);
});
