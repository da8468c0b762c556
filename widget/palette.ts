/**
 * Every colour has a value for each scheme and keeps 4.5:1 to what it stands on. Browsers that know `light-dark()`
 * take the scheme from where the element stands; others from the theme and the visitor's system.
 */
const colours: ReadonlyArray<[name: string, light: string, dark: string]> = [
  ['accent', '#00705f', '#5fd0bb'],
  ['on-accent', '#fff', '#03211c'],
  ['surface', '#fff', '#161b1d'],
  ['text', '#15211f', '#edf1f0'],
  ['muted', '#55635f', '#a3b1ad'],
  ['border', '#dfe5e3', '#333d3f'],
  ['bubble', '#f0f4f3', '#262d30'],
  ['error', '#a3221b', '#ffb4a8'],
  ['alarm', '#b3150d', '#ff8d7e'],
  ['on-alarm', '#fff', '#2a0300'],
  ['alarm-surface', '#fff1ef', '#3a1512'],
];

const list = (value: (light: string, dark: string) => string): string =>
  colours.map(([name, light, dark]) => `--plaintalk-${name}:${value(light, dark)};`).join('');

const light = list(value => value);
const dark = list((_, value) => value);
const both = list((...values) => `light-dark(${values})`);

export const palette = `
  :host{${light}}
  @media(prefers-color-scheme:dark){:host(:not([theme=light])){${dark}}}
  :host([theme=dark]){${dark}}
  @supports(color:light-dark(red,red)){:host([theme]),:host(:not([theme])){${both}}}
`;
