/**
 * The messages that the guard is taught and judged by: our own, as lines of text files (their form is told in
 * `scripts/guard/messages/README.md`), and the public corpora of everyday sentences, read where they lie.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

/** `near`: an ordinary message that its author meant to be mistaken. `group`: those of one are never torn apart. */
export type Message = {
  text: string;
  language: Language;
  alarm: boolean;
  near: boolean;
  author: string;
  group: string;
};

/** Five authors who knew neither the guard nor each other: each is left out in turn to judge by. */
export const authors = ['front-desk', 'dispatch', 'womens-health', 'social-work', 'specialists'];

export const messagesDir = fileURLToPath(new URL('messages/', import.meta.url));
const probesDir = fileURLToPath(new URL('../../test/core/', import.meta.url));

/** All that may be learned from. */
export function readMessages(): Message[] {
  return messageFiles().flatMap(path => parseMessages(readFileSync(path, 'utf8'), basename(path)));
}

/** What judges: nothing is learned or tuned by it. `held-out`: by an author who knew neither the guard nor the others. */
export function readProbe(probe: 'held-out' | 'passing' | 'short'): Message[] {
  return languages.flatMap(language => {
    const name = `guard-${probe}.${language}.txt`;
    return parseMessages(readFileSync(join(probesDir, name), 'utf8'), name);
  });
}

export function messageFiles(): string[] {
  return readdirSync(messagesDir, {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.txt'))
    .sort()
    .map(name => join(messagesDir, name));
}

/** `name` says author and language: `front-desk.es.txt`. */
export function parseMessages(content: string, name: string): Message[] {
  const [author = '', tag] = name.split('.');
  const language = tag === 'es' ? 'es' : 'en';
  return content.split('\n').flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, mark, form] = /^([-+~=]) (.+)$/.exec(line) ?? [];
    if (!mark || !form) throw new Error(`${name}:${i + 1} is no message: ${line.slice(0, 40)}`);
    const labels = mark === '=' ? [true, false] : [mark === '+'];
    return labels.flatMap(alarm =>
      spellOut(takeSide(form, alarm)).map(text => {
        const near = mark === '~' || (mark === '=' && !alarm);
        return {text, language, alarm, near, author, group: `${name}:${i + 1}`};
      }),
    );
  });
}

/** Of `[[alarm|calm]]`, one of the two. */
function takeSide(form: string, alarm: boolean): string {
  return form.replace(/\[\[(.*?)\|(.*?)\]\]/g, (_, bad: string, calm: string) => (alarm ? bad : calm));
}

const mostSpellings = 3;

/** Of `{one|another}`, each in turn; where there are several of them, at most three of all their combinations. */
function spellOut(form: string): string[] {
  const choices = [...form.matchAll(/\{([^}]*)\}/g)].map(([, list = '']) => list.split('|'));
  const combinations = choices.reduce((product, list) => product * list.length, 1);
  const taken = Math.min(mostSpellings, combinations);
  return Array.from({length: taken}, (_, i) => {
    let rest = Math.floor(((i + 0.5) * combinations) / taken);
    let at = 0;
    return form.replace(/\{[^}]*\}/g, () => {
      const list = choices[at++] ?? [''];
      const chosen = list[rest % list.length] ?? '';
      rest = Math.floor(rest / list.length);
      return chosen;
    });
  });
}

export type Corpus = {
  name: string;
  language: Language;
  source: string;
  licence: string;
  lines: string[];
};

const corpora = [
  {
    name: 'clinc150',
    file: 'everyday/clinc150.en.txt',
    language: 'en',
    source: 'clinc/oos-eval, "An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction"',
    licence: 'CC BY 3.0',
  },
  {
    name: 'home-assistant',
    file: 'everyday/home-assistant.es.txt',
    language: 'es',
    source: 'sentence tests of home-assistant/intents',
    licence: 'CC BY 4.0',
  },
] as const;

/** Those that are there; `dataDir` holds `everyday/`. */
export function readCorpora(dataDir: string): Corpus[] {
  return corpora.flatMap(({file, ...corpus}) => {
    const path = join(dataDir, file);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n');
    return [{...corpus, lines: lines.filter(line => line.trim() !== '')}];
  });
}

export function everydayMessage(text: string, language: Language, author: string): Message {
  return {text, language, alarm: false, near: false, author, group: ''};
}
