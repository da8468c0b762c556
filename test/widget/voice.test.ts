/**
 * Speaking: a Chromium without a screen recognises nothing, so what a browser has for it is put into the page, as the
 * Web Speech API says it; all else is real.
 */
import {type ExecutionContext, test} from '../helpers/test.ts';
import {until} from '../helpers/until.ts';
import {Site} from './site.ts';

const site = new Site();
test.after.always(() => site.close());

const html = `<!doctype html><html lang="en"><title>A</title>
  <plaintalk-widget clinic-id="demo" api-url="{API}" modes="voice,text"></plaintalk-widget><script src="{API}/widget.js"></script></html>`;

/** `state`: what the browser says of recognition on the device; `error`: how it ends. */
function speaking(given: {state: string; error?: string}): string {
  return `const given = ${JSON.stringify(given)};
    globalThis.heard = []; globalThis.read = [];
    const say = (target, type, more) => target.dispatchEvent(Object.assign(new Event(type), more));
    globalThis.SpeechRecognition = class extends EventTarget {
      static available = async () => given.state;
      get processLocally() { return this.local ?? false; }
      set processLocally(value) { this.local = value; }
      start() {
        heard.push({lang: this.lang, isLocal: this.processLocally});
        setTimeout(() => {
          if (given.error) { say(this, 'error', {error: given.error}); say(this, 'end', {}); }
          else say(this, 'result', {results: [[{transcript: 'are you open '}], [{transcript: 'on Sunday'}]]});
        }, 20);
      }
      stop() { say(this, 'end', {}); }
    };
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(globalThis, 'speechSynthesis', {value: {
      getVoices: () => [{lang: 'en-US', localService: false, name: 'away'}, {lang: 'en-US', localService: true, name: 'here'}],
      speak: ({text, lang, voice}) => read.push({text, lang, voice: voice.name}),
      cancel() {},
    }});`;
}

async function visit(t: ExecutionContext, given?: {state: string; error?: string}, isAllowed = false) {
  const visit = await site.visit(t, {html, isClosed: true});
  const {page, context, app} = visit;
  if (given) await context.addInitScript(speaking(given));
  else
    await context.addInitScript(
      'delete globalThis.webkitSpeechRecognition; delete globalThis.SpeechRecognition',
    );
  const loaded: string[] = [];
  page.on('request', request => /widget-voice/.test(request.url()) && loaded.push(request.url()));
  await page.route('**/widget/config?*', async route => {
    const config = await (await route.fetch()).json();
    config.features.voice = isAllowed;
    await route.fulfill({json: config});
  });
  const {pages} = await site.open();
  await page.goto(pages.add(html.replaceAll('{API}', app.url), {}));
  await visit.chat.launcher.click();
  await visit.chat.choices.first().waitFor();
  const voice = visit.chat.widget.locator('[part=voice]');
  const note = visit.chat.widget.locator('[part=voice-note]');
  const value = (name: string) => page.evaluate(key => Reflect.get(globalThis, key), name);
  return {...visit, voice, note, loaded, value};
}

test('what is said is recognised on the device, read in the text box, and answered aloud', async t => {
  const {chat, voice, note, loaded, value, answer} = await visit(t, {state: 'available'});
  answer(() => 'On **Sunday** we are closed.');
  t.deepEqual(loaded, [], 'nothing is loaded for it before somebody wants to speak');
  await voice.click();
  await until(async () => (await chat.input.inputValue()) === 'are you open on Sunday');
  t.is(await voice.getAttribute('aria-pressed'), 'true');
  t.is(await note.textContent(), 'Listening. Press again when you have finished.');
  t.is(await chat.questions.count(), 0, 'nothing is sent that nobody has read');
  await voice.click();
  await until(async () => (await voice.getAttribute('aria-pressed')) === 'false');
  t.is(await note.count(), 0);
  await chat.send.click();
  await chat.replies.waitFor();
  await until(async () => (await value('read')).length === 1);
  t.deepEqual(await value('read'), [{text: 'On Sunday we are closed.', lang: 'en', voice: 'here'}]);
  t.deepEqual(await value('heard'), [{lang: 'en', isLocal: true}]);
  t.is(loaded.length, 1);
});

test('where only the browser’s maker can hear, nobody is heard unless the clinic allows that', async t => {
  const {chat, voice, note, value} = await visit(t, {state: 'unavailable'});
  await voice.click();
  await note.getByText('Speaking is not possible here. Please write.').waitFor();
  t.is(await voice.count(), 0);
  t.deepEqual(await value('heard'), []);
  t.is((await chat.heard()).filter(sentence => sentence.startsWith('Speaking')).length, 1, 'said once');
  await chat.ask('Hello');
  await chat.replies.getByText('echo: Hello').waitFor();
});

test('where the clinic allows it, who hears is said on the screen', async t => {
  const {voice, note, value, chat} = await visit(t, {state: 'unavailable'}, true);
  await voice.click();
  await note.getByText('Your browser’s maker hears what you say').waitFor();
  await until(async () => (await chat.input.inputValue()) !== '');
  t.deepEqual(await value('heard'), [{lang: 'en', isLocal: false}]);
});

for (const error of ['not-allowed', 'audio-capture', 'language-not-supported']) {
  test(`a microphone that is ${error} leaves the text box`, async t => {
    const {chat, voice, note} = await visit(t, {state: 'available', error});
    await voice.click();
    await note.getByText('Please write.').waitFor();
    t.is(await voice.count(), 0);
    await chat.ask('Hello');
    await chat.replies.waitFor();
  });
}

test('a browser that knows no speech is written in', async t => {
  const {chat, voice, note} = await visit(t);
  await voice.click();
  await note.waitFor();
  await chat.ask('Hello');
  await chat.replies.waitFor();
  t.is(await voice.count(), 0);
});
