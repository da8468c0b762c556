/**
 * Lit as the widget carries it. Lit asks for a Trusted Types policy of its own name; the one that pages have to allow is
 * ours. And it keeps count of its copies, and what decorators know, in globals, of which we leave none.
 */
import {basename, join} from 'node:path';
import type {Plugin} from 'rollup';

const changes: Record<string, [said: RegExp, instead: string][]> = {
  'lit-html': [[/=(\w)\?\1\.createPolicy\("lit-html",\{createHTML:\w=>\w\}\):void 0/, '=policy']],
  'reactive-element': [
    [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w\.litPropertyMetadata\?\?=new WeakMap;/, ''],
    [/const (\w)=this\[Symbol\.metadata\];if\(null!==\1\)\{[^}]*\}/, ''],
  ],
  'lit-element': [],
};
const counted = /\(\w\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/;

/** One notice for all of Lit instead of one in each of its modules. */
export const litNotice = '/*! Lit: Copyright Google LLC, SPDX-License-Identifier: BSD-3-Clause */';

/** `modules`: the folder of the compiled widget. */
export function ownLit(modules: string): Plugin {
  return {
    name: 'own-lit',
    transform(code, id) {
      const name = basename(id, '.js');
      const own = changes[name];
      if (!own) return null;
      const changed = [...own, [counted, '0'] as const].reduce((text, [said, instead]) => {
        if (!said.test(text)) throw new Error(`${name} is written in another way than it was`);
        return text.replace(said, instead);
      }, code);
      const policy = JSON.stringify(join(modules, 'policy.js'));
      return {code: name === 'lit-html' ? `import {policy} from ${policy};${changed}` : changed, map: null};
    },
  };
}
