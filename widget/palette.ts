/**
 * Every colour has a value for each scheme and keeps 4.5:1 to what it stands on. Browsers that know `light-dark()`
 * take the scheme from where the element stands; others from the theme and the visitor's system.
 */
const colours: ReadonlyArray<[name: string, light: string, dark: string]> = [
  ['accent', '#076', '#5cb'],
  ['on-accent', '#fff', '#022'],
  ['surface', '#fff', '#161b1d'],
  ['text', '#122', '#eee'],
  ['muted', '#566', '#9ab'],
  ['border', '#dee', '#344'],
  ['bubble', '#eff3f2', '#262d30'],
  ['error', '#a21', '#fba'],
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
