/**
 * What makes the widget's scripts small, as plugins of Rollup. Plain JavaScript: the types of one of them describe it
 * as another kind of module than it is.
 */
import terser from '@rollup/plugin-terser';
import {shortNames} from './own-names.js';

/** Style sheets are written for whoever reads them; browsers need none of their space. For before the bundling. */
export const tightenStyles = {
  name: 'tighten-styles',
  transform: (code, id) =>
    /(?:styles|palette)\.js$/.test(id) ? {code: code.replace(/`[^`]*`/g, tighten), map: null} : null,
};

function tighten(sheet) {
  return sheet.replace(/\s*\n\s*|(?<=[:;{,>]) +| +(?=[{}>!])/g, '').replaceAll(';}', '}');
}

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
  const format = {comments: false, preamble};
  const compress = {passes: 3, unsafe_arrows: true, inline: 1, keep_fargs: false};
  const mangle = {properties: shortNames};
  return [terser({ecma: 2020, toplevel: !keepsNames, compress, mangle, format}), dropIndentation];
}
