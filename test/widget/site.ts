/**
 * What the browser tests of a file share: web and worker as they are deployed, a back end that answers as the test
 * says, and one browser. Each test is a visitor of its own, on a clinic's page of its own.
 */
import {createServer, type ServerResponse} from 'node:http';
import type {ExecutionContext} from 'ava';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import {startApp, startWeb, startWorker, type TestApp} from '../helpers/app.ts';
import {fakeUpstream} from '../helpers/fake-upstream.ts';
import {FileOwner, type Owner} from '../helpers/owner.ts';
import {chromiumPath, launchArgs} from '../helpers/page.ts';
import {until} from '../helpers/until.ts';
import {type Chat, chatIn} from './chat.ts';

/** A question that waits for its answer, as the clinic's back end has it. */
export type Question = {
  text: string;
  metadata: Record<string, unknown>;
  /** Adds words to the reply. */
  say(words: string): void;
  /** The reply is complete. */
  end(more?: {choices?: string[]}): void;
  /** No reply comes of this attempt. */
  fail(): void;
};

export type Visit = {
  page: Page;
  context: BrowserContext;
  chat: Chat;
  app: TestApp;
  /** The next question with this text. */
  asked(text: string): Promise<Question>;
  /** From now on every question is answered so, at once; `undefined` leaves it to the test. */
  answer(reply: (text: string) => string | undefined): void;
};

export type VisitOptions = BrowserContextOptions & {
  /** The page; `{API}` stands for the server. */
  html?: string;
  /** A page of the server itself instead. */
  path?: string;
  /** Further headers of the page, such as its policy. */
  headers?: Record<string, string>;
  /** Runs in the page before anything else. */
  before?: () => void;
  /** The page is not opened yet. */
  isClosed?: boolean;
};

export class Site {
  readonly #owner = new FileOwner();
  readonly #env: Record<string, string>;
  #opening: Promise<Open> | undefined;
  #browser: Promise<Browser> | undefined;

  constructor(env: Record<string, string> = {}) {
    this.#env = env;
  }

  open(): Promise<Open> {
    this.#opening ??= open(this.#owner, this.#env);
    return this.#opening;
  }

  #browse(): Promise<Browser> {
    this.#browser ??= chromium.launch({executablePath: chromiumPath(), args: launchArgs});
    return this.#browser;
  }

  async close(): Promise<void> {
    await (await this.#browser)?.close();
    await this.#owner.close();
  }

  /** Another one in the place of the worker that was killed. */
  async startWorker(): Promise<void> {
    const {app, backEnd} = await this.open();
    const env = {REDIS_URL: app.redisUrl, AGENT: 'http', AGENT_URL: backEnd.url, ...this.#env};
    app.worker = await startWorker(this.#owner, env);
  }

  /** The web process again, at its address. */
  async startWeb(): Promise<void> {
    const {app} = await this.open();
    const {port} = new URL(app.url);
    const {web} = await startWeb(this.#owner, {REDIS_URL: app.redisUrl, PORT: port, ...this.#env});
    app.web = web;
  }

  /** A visitor on a page; gone when the test ends. A test in whose page a script has thrown, fails. */
  async visit(t: ExecutionContext, options: VisitOptions = {}): Promise<Visit> {
    const {html = plainPage, path, headers = {}, before, isClosed, ...given} = options;
    const [{app, pages, backEnd}, browser] = await Promise.all([this.open(), this.#browse()]);
    const context = await browser.newContext({reducedMotion: 'reduce', ...given});
    t.teardown(() => context.close());
    context.setDefaultTimeout(15_000);
    // tsx wraps named functions in a helper that a page, where the tests' functions go as text, does not have.
    await context.addInitScript('globalThis.__name = value => value');
    if (before) await context.addInitScript(before);
    const page = await context.newPage();
    page.on('pageerror', error => fail(t, `in the page: ${error.stack}`));
    const url =
      path === undefined ? pages.add(html.replaceAll('{API}', app.url), headers) : `${app.url}${path}`;
    backEnd.answer = echo;
    backEnd.forget();
    if (!isClosed) await page.goto(url);
    const answer = (reply: BackEnd['answer']) => {
      backEnd.answer = reply;
    };
    return {page, context, chat: chatIn(page), app, asked: text => backEnd.question(text), answer};
  }
}

export type Open = {app: TestApp; pages: Pages; backEnd: BackEnd};

export const plainPage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A clinic</title><main><h1>A clinic</h1></main>
  <plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget>
  <script type="module" src="{API}/widget.js"></script></html>`;

async function open(owner: Owner, env: Record<string, string>): Promise<Open> {
  const backEnd = await openBackEnd(owner);
  const [app, pages] = await Promise.all([
    startApp(owner, {AGENT: 'http', AGENT_URL: backEnd.url, ...env}),
    Pages.open(owner),
  ]);
  return {app, pages, backEnd};
}

/** Clinics' own pages, elsewhere than the server. */
class Pages {
  readonly #pages: {html: string; headers: Record<string, string>}[] = [];
  readonly #server = createServer((request, response) => {
    const page = this.#pages[Number(request.url?.slice(1))];
    response.writeHead(page ? 200 : 404, {'Content-Type': 'text/html; charset=utf-8', ...page?.headers});
    response.end(page?.html);
  });

  static async open(owner: Owner): Promise<Pages> {
    const pages = new Pages();
    await new Promise<void>(resolve => pages.#server.listen(0, '127.0.0.1', resolve));
    owner.teardown(() => {
      pages.#server.close();
      pages.#server.closeAllConnections();
    });
    return pages;
  }

  /** Its address. */
  add(html: string, headers: Record<string, string>): string {
    const address = this.#server.address();
    const port = typeof address === 'object' ? address?.port : '';
    return `http://127.0.0.1:${port}/${this.#pages.push({html, headers}) - 1}`;
  }
}

type BackEnd = {
  url: string;
  answer: (text: string) => string | undefined;
  question(text: string): Promise<Question>;
  /** Ends what earlier tests have left open. */
  forget(): void;
};

function echo(text: string): string {
  return `echo: ${text}`;
}

async function openBackEnd(owner: Owner): Promise<BackEnd> {
  const questions: Question[] = [];
  const fake = await fakeUpstream(owner, (response, {raw}) => {
    const {text, metadata} = JSON.parse(raw);
    const question = questionOf(text, metadata, response);
    const reply = backEnd.answer(text);
    if (reply === undefined) questions.push(question);
    else {
      question.say(reply);
      question.end();
    }
  });
  const backEnd: BackEnd = {
    url: fake.url,
    answer: echo,
    forget: () => {
      // Not without a word: that would be a failure, and after some of those nobody is asked for a while.
      for (const question of questions.splice(0)) {
        question.say('.');
        question.end();
      }
    },
    question: text =>
      until(() => {
        const i = questions.findIndex(question => question.text === text);
        return i < 0 ? undefined : questions.splice(i, 1)[0];
      }),
  };
  return backEnd;
}

function questionOf(text: string, metadata: Record<string, unknown>, response: ServerResponse): Question {
  const write = (event: string, data: unknown) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.writeHead(200, {'Content-Type': 'text/event-stream'});
  response.flushHeaders();
  return {
    text,
    metadata,
    say: words => write('message', {text: words}),
    end: ({choices} = {}) => {
      if (choices) write('choices', choices);
      response.end();
    },
    fail: () => {
      write('error', {});
      response.end();
    },
  };
}

/** Fails the test from outside of it: what AVA throws then would end the tests after it, too. */
function fail(t: ExecutionContext, message: string): void {
  try {
    t.fail(message);
  } catch {
    // It is noted.
  }
}
