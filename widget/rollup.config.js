// One minified ES module of the widget, out of what `tsc -p widget` has compiled.
import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';

/** Style sheet and templates are indented for whoever reads them; browsers need none of that. */
const dropIndentation = {
  name: 'drop-indentation',
  renderChunk: code => ({
    code: code
      .replace(/(?<=[;{},"])\\n +|\\n +(?=})|(?<=[>`])\n +(?=<)|(?<=>)\n +(?=`)/g, '')
      .replace(/\n +/g, ' '),
    map: null,
  }),
};

export default {
  input: 'dist/modules/widget/index.js',
  output: {file: 'dist/widget/widget.js', format: 'es'},
  plugins: [
    // Named, so that NODE_ENV cannot bring in Lit's development build.
    nodeResolve({exportConditions: ['production', 'browser'], browser: true}),
    terser({
      ecma: 2022,
      module: true,
      compress: {passes: 3, unsafe_arrows: true},
      // One notice for all of Lit instead of one in each of its modules.
      format: {
        comments: false,
        preamble: '/*! Lit: Copyright Google LLC, SPDX-License-Identifier: BSD-3-Clause */',
      },
    }),
    dropIndentation,
  ],
};
