/**
 * `npm run size`: what a page loads of the element, and of other chats for pages, each file compressed alone by brotli 11.
 * Theirs are taken from the registry as they are published; `npm run size -- --own` leaves them out.
 */
import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {type Peer, peers, unpack} from './peers.ts';
import {root} from './root.js';

const weigh = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);

function row(name: string, files: readonly string[]): void {
  console.log(`| ${name} | ${files.length} | ${weigh(files).toLocaleString('en')} |`);
}

function weighPeer({package: name, files}: Peer): void {
  try {
    const folder = unpack(name);
    try {
      const all = readdirSync(folder, {recursive: true, encoding: 'utf8'});
      row(
        name,
        all.filter(file => files.test(file)).map(file => join(folder, file)),
      );
    } finally {
      rmSync(folder, {recursive: true});
    }
  } catch {
    console.log(`| ${name} | | not to be had |`);
  }
}

const dist = join(root, 'dist/widget');
const own = (...names: string[]) => names.map(name => join(dist, name));
console.log('| what | files | brotli, bytes |\n| --- | --- | --- |');
row('PlainTalk: the button, and text with settings and Markdown', own('widget.js'));
row('… and what comes when the panel opens', own('widget.js', 'widget-more.js'));
for (const part of ['more', 'voice', 'ar', 'es', 'fr', 'pt'])
  row(`… alone: ${part}`, own(`widget-${part}.js`));
if (!process.argv.includes('--own')) for (const peer of peers) weighPeer(peer);
