/**
 * The element beside other chats for pages, in one run and one browser: time of the main thread until nothing is to be
 * done, and memory, each over a blank page, with the conversation open. The others are served from what they publish; where
 * the registry cannot be reached, or one does not show a place to write in, its row says so.
 */
import {readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import {extname, join} from 'node:path';
import type {Browser} from 'playwright-core';
import {type Peer, peers, unpack} from '../../peers.ts';
import {median, type Row} from './figures.ts';
import {launch, load} from './page-cost.ts';
import {startServer} from './widget.ts';

const runs = 5;
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

export async function benchPeers(): Promise<Row[]> {
  const own = await startServer();
  const browser = await launch();
  const blank = await cost(browser, `${own.url}/blank`, false);
  const rows = [row('PlainTalk', await cost(browser, `${own.url}/open`, true), blank)];
  for (const peer of peers.filter(({page}) => page)) rows.push(await costOf(browser, peer, blank));
  await browser.close();
  own.close();
  return rows;
}

/** Script in ms at full speed and four times slower, heap in bytes: medians. */
type Cost = {script: number; slow: number; heap: number};

async function cost(browser: Browser, url: string, box: boolean): Promise<Cost> {
  const found = {script: [0], slow: [0], heap: [0]};
  for (let i = 0; i < runs; i++) {
    found.script[i] = await load(browser, url, 1, 'script', box);
    found.slow[i] = await load(browser, url, 4, 'script', box);
    found.heap[i] = await load(browser, url, 1, 'heap', box);
  }
  return {script: median(found.script), slow: median(found.slow), heap: median(found.heap)};
}

async function costOf(browser: Browser, peer: Peer, blank: Cost): Promise<Row> {
  try {
    const folder = unpack(peer.package);
    const server = await serve(folder, peer.page ?? '');
    try {
      return row(peer.package, await cost(browser, server.url, true), blank);
    } finally {
      server.close();
      rmSync(folder, {recursive: true});
    }
  } catch (error) {
    const [reason = ''] = String(error).split('\n');
    return {what: `widget beside others: ${peer.package}`, ours: `not measured: ${reason}`};
  }
}

function row(name: string, {script, slow, heap}: Cost, blank: Cost): Row {
  const figures = [
    `${(script - blank.script).toFixed(0)} ms`,
    `${(slow - blank.slow).toFixed(0)} ms at 4×`,
    `${((heap - blank.heap) / 2 ** 20).toFixed(2)} MB`,
  ];
  return {what: `widget beside others: ${name}`, ours: figures.join(', ')};
}

/** The package's files, and a page with it; whatever it asks of a server of its own is answered with nothing. */
async function serve(folder: string, page: string): Promise<{url: string; close: () => void}> {
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url ?? '', 'http://x');
    const type = types[extname(pathname)];
    response.setHeader('Content-Type', pathname === '/' ? 'text/html' : (type ?? 'application/json'));
    try {
      const file = pathname.startsWith('/at/') && readFileSync(join(folder, pathname.slice(4)));
      response.end(
        pathname === '/' ? `<!doctype html><title>x</title>${page.replaceAll('{at}', '/at/')}` : file || '{}',
      );
    } catch {
      response.writeHead(404).end(); // a file that is not in the package
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
