/**
 * What makes the widget's scripts small, as plugins of Rollup. Plain JavaScript: the types of one of them describe it
 * as another kind of module than it is.
 */
import terser from '@rollup/plugin-terser';
import {shortNames} from './own-names.js';

/**
 * Style sheets are written for whoever reads them; browsers need none of their space. And the private members of all
 * classes take turns in the same few names, which are ordinary ones: each name that a browser has to keep for one class
 * alone takes memory. For before the bundling.
 */
export const tighten = {
  name: 'tighten',
  transform(code, id) {
    if (/(?:styles|palette)\.js$/.test(id)) return {code: code.replace(/`[^`]*`/g, tightenSheet), map: null};
    const names = [...new Set(code.match(/(?<=\.#)\w+/g))];
    const shared = (all, name) => (names.includes(name) ? `_own${names.indexOf(name)}` : all);
    return names.length > 0 ? {code: code.replace(/#(\w+)/g, shared), map: null} : null;
  },
};

function tightenSheet(sheet) {
  return sheet.replace(/\s*\n\s*|(?<=[:;{,>]) +| +(?=[{}>!])/g, '').replaceAll(';}', '}');
}

/** What is declared is declared by one word. */
const declareAlike = {
  name: 'declare-alike',
  renderChunk: code => ({code: code.replace(/\bconst\b(?= ?[\w$[{])/g, 'let'), map: null}),
};

/** Templates are indented, too. */
const dropIndentation = {
  name: 'drop-indentation',
  renderChunk: code => ({
    code: code.replace(/(?<=[>`])\n +(?=<)|(?<=>)\n +(?=`)/g, '').replace(/\n +/g, ' '),
    map: null,
  }),
};

/** `preamble` is the only comment that stays; `keepsNames`: of what is declared outermost. */
export function minify(preamble, keepsNames) {
  const format = {comments: false, preamble, ascii_only: true};
  const compress = {passes: 3, unsafe_arrows: true, inline: 1, keep_fargs: false};
  const mangle = {properties: shortNames};
  return [
    declareAlike,
    terser({ecma: 2020, toplevel: !keepsNames, compress, mangle, format}),
    dropIndentation,
  ];
}
