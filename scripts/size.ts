/**
 * `npm run size`: what a page loads of the element, and of other chats for pages, each file compressed alone by brotli 11.
 * Theirs are taken from the registry as they are published; `npm run size -- --own` leaves them out.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {root} from './root.js';

type Peer = {package: string; files: RegExp};

/** What a page loads until the text box is there, by their own documentation. */
const peers: Peer[] = [
  {
    package: '@cloudflare/ai-search-snippet@0.0.42',
    files: /^dist\/(search-snippet\.chat\.es|chunks\/[^/]+)\.js$/,
  },
  {package: 'open-chat-studio-widget@0.6.0', files: /^dist\/open-chat-studio-widget\/[^/]+\.js$/},
  {package: 'deep-chat@2.4.2', files: /^dist\/deepChat\.bundle\.js$/},
  {
    package: '@n8n/chat@1.37.0',
    files: /^dist\/(chat\.bundle\.es\.js|style\.css|node-icons-CaKBLFvs-Ud.*|lucideIconData-CKJ1do82-BlM.*)$/,
  },
  {package: 'botframework-webchat@4.18.1', files: /^dist\/webchat\.js$/},
];

const weigh = (files: readonly string[]) =>
  files.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);

function row(name: string, files: readonly string[]): void {
  console.log(`| ${name} | ${files.length} | ${weigh(files).toLocaleString('en')} |`);
}

function weighPeer({package: name, files}: Peer): void {
  const folder = mkdtempSync(join(tmpdir(), 'plaintalk-size-'));
  try {
    const packed = execFileSync('npm', ['pack', name, '--silent'], {cwd: folder, encoding: 'utf8'}).trim();
    execFileSync('tar', ['xzf', packed], {cwd: folder});
    const inside = join(folder, 'package');
    const all = readdirSync(inside, {recursive: true, encoding: 'utf8'});
    row(
      name,
      all.filter(file => files.test(file)).map(file => join(inside, file)),
    );
  } catch {
    console.log(`| ${name} | | not to be had |`);
  } finally {
    rmSync(folder, {recursive: true});
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
