/**
 * Builds the widget out of what `tsc -p widget` has compiled: the script itself, which runs as a module and as a
 * classic script alike, and its parts, each named by the hash of its content and known to the script by it.
 * Prints what each weighs; one that is over its limit fails the build.
 */
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {brotliCompressSync, gzipSync} from 'node:zlib';
import {nodeResolve} from '@rollup/plugin-node-resolve';
import {rollup} from 'rollup';
import {buildPackage} from './build-package.ts';
import {minify, tighten} from './minify.js';
import {litConditions, litNotice, ownLit} from './own-lit.ts';

type Built = {name: string; code: string};

/** Bytes under brotli. */
const limits: Record<string, number> = {widget: 18_800, more: 5000, voice: 3000};
const languageLimit = 2000;

/** A part takes what it shares with the script from `lib`, and hands over its own names. */
async function bundle(root: string, entry: string, intro: string, isPart = false): Promise<string> {
  const modules = join(root, 'dist/modules/widget');
  const folder = dirname(join(modules, entry));
  const build = await rollup({
    input: join(modules, entry),
    external: (id, _, isResolved) => isPart && isResolved && !id.startsWith(folder),
    plugins: [nodeResolve({exportConditions: litConditions, browser: true}), ownLit(modules), tighten],
    onwarn: warning => {
      throw new Error(warning.message);
    },
  });
  const {output} = await build.generate({
    format: 'iife',
    intro,
    ...(isPart && {name: 'part', globals: () => 'lib'}),
    plugins: minify(isPart ? undefined : litNotice, isPart),
  });
  await build.close();
  const {code} = output[0];
  return isPart ? `document.currentScript.plaintalk=lib=>{${code.trim()}return part}` : code;
}

/** A language is data; a script hands it over, so that the same rules of a page hold for it as for the rest. */
function languages(root: string): Built[] {
  const folder = join(root, 'widget/locales');
  const files = readdirSync(folder).filter(file => file.endsWith('.json'));
  return files.map(file => {
    const words: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return {name: basename(file, '.json'), code: `document.currentScript.plaintalk=${JSON.stringify(words)}`};
  });
}

/** By which a part is named and checked. */
function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('base64');
}

/** As `server/assets.ts` names it. */
function fileOf({name, code}: Built): string {
  return `widget-${name}.${hashOf(code).slice(0, 16).replaceAll('+', '-').replaceAll('/', '_')}.js`;
}

function integrityOf(code: string): string {
  return `sha384-${createHash('sha384').update(code).digest('base64')}`;
}

/** Throws where something weighs too much. */
function weigh({name, code}: Built): void {
  const brotli = brotliCompressSync(code).length;
  const limit = limits[name] ?? languageLimit;
  const gzip = gzipSync(code, {level: 9}).length;
  console.log(`${name.padEnd(8)} ${code.length} minified, ${gzip} gzip, ${brotli} brotli of ${limit} bytes`);
  if (brotli > limit) throw new Error(`${name} is too large: its limit is ${limit} bytes brotli`);
}

/** English is a language as well, but one that must never be missing: it is in the script. */
function weighEnglish(code: string): void {
  const without = code.replace(/\{lang:"en",.*?internal:"[^"]*"\}/s, '{}');
  if (without === code) throw new Error('No English words are where they were');
  const bytes = brotliCompressSync(code).length - brotliCompressSync(without).length;
  console.log(`en       ${bytes} of the widget's bytes brotli`);
}

/** Everything into `dist/widget`. */
export async function buildWidget(root: string): Promise<void> {
  const folder = join(root, 'dist/widget');
  mkdirSync(folder, {recursive: true});
  const more = {name: 'more', code: await bundle(root, 'more/more.js', '', true)};
  const voice = {name: 'voice', code: await bundle(root, 'voice/voice.js', '', true)};
  const parts = [more, voice, ...languages(root)];
  const known = Object.fromEntries(parts.map(({name, code}) => [name, hashOf(code)]));
  // A second copy of the script leaves everything as it is.
  const intro = `if(customElements.get('plaintalk-widget'))return;const PARTS=${JSON.stringify(known)};`;
  const widget = {name: 'widget', code: await bundle(root, 'plaintalk-widget.define.js', intro)};
  for (const {name, code} of parts) writeFileSync(join(folder, `widget-${name}.js`), code);
  writeFileSync(join(folder, 'widget.js'), widget.code);
  writeFileSync(join(folder, 'integrity.json'), JSON.stringify({'widget.js': integrityOf(widget.code)}));
  for (const built of [widget, ...parts]) weigh(built);
  weighEnglish(widget.code);
  await buildPackage(
    root,
    parts.map(part => [fileOf(part), part.code]),
  );
}
