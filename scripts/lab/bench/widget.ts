/**
 * What the element costs the page that it stands on: time of the main thread and memory, in a Chromium, with a
 * server in this process that answers at once. The median of several runs.
 */
import {readFileSync} from 'node:fs';
import {createServer, type ServerResponse} from 'node:http';
import type {Browser} from 'playwright-core';
import {root} from '../../root.js';
import {atLeast, atMost, type Row, type Target} from './figures.ts';
import {launch, load, metric, open} from './page-cost.ts';

const runs = 7;
const dist = `${root}dist/widget/`;
const at = new Date().toISOString();

export async function benchWidget(): Promise<Row[]> {
  const server = await startServer();
  const browser = await launch();
  try {
    return await measure(browser, server.url);
  } finally {
    await browser.close();
    server.close();
  }
}

async function measure(browser: Browser, url: string): Promise<Row[]> {
  const median = async (once: () => Promise<number>) => {
    const found: number[] = [];
    for (let i = 0; i < runs; i++) found.push(await once());
    return found.sort((a, b) => a - b)[(runs - 1) / 2] ?? 0;
  };
  const blank = {heap: await median(() => load(browser, `${url}/blank`, 1, 'heap'))};
  const rows: Row[] = [];
  for (const [what, path, limits] of [
    ['button only', '/closed', [5, 35]],
    ['conversation open', '/open', [18, 130]],
  ] as const) {
    for (const [i, slow] of [1, 4].entries()) {
      const base = await median(() => load(browser, `${url}/blank`, slow, 'script'));
      const ms = (await median(() => load(browser, `${url}${path}`, slow, 'script'))) - base;
      rows.push(
        row(`script to idle, ${what}, ${slow}× slower`, ms, ' ms', atMost(ms, limits[i] ?? 0, ' ms')),
      );
    }
  }
  const heap = (await median(() => load(browser, `${url}/open`, 1, 'heap'))) - blank.heap;
  const long = await median(() => openLong(browser, url, 'open'));
  const key = await median(() => openLong(browser, url, 'key'));
  const {longest, rate} = await stream(browser, url);
  const mb = heap / 2 ** 20;
  return [
    ...rows,
    row('heap over a blank page, conversation open', mb, ' MB', atMost(mb, 0.5, ' MB')),
    row('opening a conversation of 1,000 turns', long, ' ms', atMost(long, 100, ' ms')),
    row('a key press in a conversation of 1,000 turns', key, ' ms', atMost(key, 16, ' ms')),
    row('longest task while 4,000 characters stream, 4× slower', longest, ' ms', atMost(longest, 50, ' ms')),
    row('visible updates a second while words come', rate, '', atLeast(rate, 10, '')),
  ];
}

function row(what: string, value: number, unit: string, target: Target): Row {
  return {what: `widget: ${what}`, ours: `${value.toFixed(value < 10 ? 2 : 0)}${unit}`, target};
}

async function openLong(browser: Browser, url: string, wanted: 'open' | 'key'): Promise<number> {
  const {page, cdp, close} = await open(browser, 1);
  await page.goto(`${url}/closed`);
  await page.evaluate(`{
    const name = JSON.stringify([document.querySelector('script').src, '', '', '']);
    const record = {sessionId: 's', token: '', cursor: '', speaker: 'agent', seenAt: 9e15, at: Date.now()};
    localStorage.setItem('plaintalk:2:' + name, JSON.stringify({...record, turns: ${JSON.stringify(turns())}}));
  }`);
  await page.reload({waitUntil: 'networkidle'});
  const opening: number = await page.evaluate(`(async () => {
    const begin = performance.now();
    document.querySelector('plaintalk-widget').show();
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - begin;
  })()`);
  await page.waitForTimeout(300);
  const before = await metric(cdp, 'TaskDuration');
  const keys = 'It hurts when I laugh, doctor.';
  await page.keyboard.type(keys);
  const ms = ((await metric(cdp, 'TaskDuration')) - before) * 1000;
  await close();
  return wanted === 'open' ? opening : ms / keys.length;
}

async function stream(browser: Browser, url: string): Promise<{longest: number; rate: number}> {
  const {page, close} = await open(browser, 4);
  await page.goto(`${url}/open`, {waitUntil: 'networkidle'});
  await browser.startTracing(page, {categories: ['disabled-by-default-devtools.timeline']});
  await page.evaluate(`{
    const widget = document.querySelector('plaintalk-widget');
    widget.send('Tell me all');
    globalThis.steps = [];
    const look = () => {
      const {length} = widget.shadowRoot.querySelector('[part=turn] > [part~=agent-bubble]')?.textContent ?? '';
      if (length !== steps.at(-1)?.[1]) steps.push([performance.now(), length]);
      requestAnimationFrame(look);
    };
    look();
  }`);
  await page.locator('[part=time]').waitFor({timeout: 60_000});
  const trace: Trace = JSON.parse((await browser.stopTracing()).toString());
  const found: [number, number][] = await page.evaluate('steps');
  const steps = found.slice(1);
  await close();
  const [first = [0, 0], last = [1, 0]] = [steps[0], steps.at(-1)];
  return {longest: longestTask(trace), rate: steps.length / ((last[0] - first[0]) / 1000)};
}

type Trace = {traceEvents: {name: string; pid: number; tid: number; tdur?: number; args?: {name?: string}}[]};

/** Of the page's main thread, by its own clock: on a busy machine the time on the wall is the others'. In ms. */
function longestTask({traceEvents}: Trace): number {
  const isMain = new Set(
    traceEvents
      .filter(({name, args}) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({pid, tid}) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(({name, pid, tid}) => name === 'RunTask' && isMain.has(`${pid} ${tid}`));
  return Math.max(0, ...tasks.map(({tdur = 0}) => tdur)) / 1000;
}

/** A thousand questions and answers. */
function turns(): object[] {
  return Array.from({length: 1000}, (_, i) => ({
    id: `t${i}`,
    text: `Question number ${i}?`,
    at: Date.now() - (1000 - i) * 1000,
    state: 'done',
    request: null,
    messageId: `m${i}`,
    cursor: '1-0',
    reply: `An **answer** to ${i}, with a [link](https://clinic.example/${i}) and (555) 555-0142.\n\n- one\n- two`,
    stale: '',
    by: 'agent',
    name: '',
    locale: 'en',
    choices: [],
    repliedAt: Date.now() - (1000 - i) * 1000,
    alarm: null,
    code: '',
    retryAt: 0,
  }));
}

const config = {
  clinic: {id: 'demo', name: 'Clinic', locale: 'en', dir: 'ltr'},
  greeting: 'Hello.',
  choices: ['Opening hours'],
  disclosure: 'An AI.',
  emergency: {number: '911', text: ''},
  person: {available: true, how: 'Call (555) 555-0142.'},
  features: {websocket: false, voice: false, feedback: true},
};

/** Answers at once; a reply comes as 4,000 characters in twenty polls, half a second apart. */
export async function startServer(): Promise<{url: string; close: () => void}> {
  const server = createServer((request, response) => {
    const {pathname, searchParams} = new URL(request.url ?? '', 'http://x');
    const api = pathname.replace('/apps/voice-api/', '');
    if (pathname.endsWith('.js')) return script(response, pathname);
    if (api === 'widget/config') return json(response, config);
    if (api === 'widget/session') return json(response, {session_id: 's', token: 't'}, 201);
    if (api === 'widget/send') return json(response, {message_id: 'm', session_id: 's', poll_url: '/p'}, 202);
    if (api.startsWith('widget-poll'))
      return poll(response, Number.parseInt(searchParams.get('after') ?? '0', 10));
    if (api === 'widget-history') return json(response, {messages: [], next: null});
    const element =
      pathname === '/blank'
        ? ''
        : `<plaintalk-widget ${pathname === '/open' ? 'open' : ''}></plaintalk-widget>`;
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><title>x</title>${element}${element && '<script src="/widget.js"></script>'}`,
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {url, close: () => server.close()};
}

function script(response: ServerResponse, pathname: string): void {
  const file = pathname.slice(1).replace(/\.[\w-]{16}\.js$/, '.js');
  response.setHeader('Content-Type', 'text/javascript');
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.end(readFileSync(dist + file));
}

function poll(response: ServerResponse, after: number): void {
  const n = after + 1;
  const isLast = n > 20;
  const words = `${'Some **words** and more of them. '.repeat(6)}\n\n`.slice(0, 200);
  const event = {
    id: `${n}-0`,
    at,
    ...(isLast ? {type: 'message', text: words.repeat(20)} : {type: 'delta', text: words}),
  };
  const answer = {
    message_id: 'm',
    session_id: 's',
    status: isLast ? 'done' : 'processing',
    events: [event],
    cursor: `${n}-0`,
    text: null,
    error: null,
    retry_after_ms: isLast ? 0 : 500,
    queue: {position: 0, eta_ms: 0},
    finished_at: at,
  };
  json(response, answer);
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, {'Content-Type': 'application/json'});
  response.end(JSON.stringify(body));
}
