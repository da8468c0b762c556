/** Pages of other people: what themes, builders and cookie bars do to whatever stands on them. */
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const {resolve} = createRequire(import.meta.url);
const css = (path: string) => readFileSync(resolve(path), 'utf8');

/** What is written in the head, what the element stands in, and what else is on the page. */
type Hostile = {head?: string; style?: string; around?: [string, string]; after?: string; html?: string};

const inside = (style: string): Hostile => ({around: [`<div style="${style}">Long page`, '</div>']});
const style = (rules: string): Hostile => ({style: rules});

export const hostilePages: Readonly<Record<string, Hostile>> = {
  'children of the body as wide as it is': style('body > * { width: 100%; }'),
  'children of the body hidden unless they are its main part': style(
    'body > :not(main) { display: none !important; }',
  ),
  'children of the body faded': style('body > * { opacity: 0 !important; }'),
  'everything relative': style('* { position: relative; }'),
  'everything static and floating': style('* { position: static !important; float: left !important; }'),
  'everything unset': style('* { all: unset !important; }'),
  'everything reverted': style('* { all: revert !important; font-size: 4px !important; }'),
  'everything hidden': style(
    '* { visibility: hidden !important; } html, body, p { visibility: visible !important; }',
  ),
  'what is empty not displayed': style('*:empty { display: none !important; }'),
  'what is not known not displayed': style(':not(:defined), [clinic-id] { display: none !important; }'),
  'everything clipped and cut': style('* { overflow: hidden !important; clip-path: inset(49%) !important; }'),
  'everything turned and small': style('* { transform: rotate(7deg) scale(0.2) !important; }'),
  'everything white on white': style(
    '* { color: #fff !important; background: #fff !important; border: 0 !important; }',
  ),
  'everything tiny': style(
    '* { font: 3px/1 monospace !important; letter-spacing: 1em !important; text-transform: uppercase !important; }',
  ),
  'nothing to be pointed at': style(
    '* { pointer-events: none !important; user-select: none !important; cursor: none !important; }',
  ),
  'everything moving slowly': style(
    '* { transition: all 9s !important; animation: turn 9s infinite !important; } @keyframes turn { to { transform: translate(-9999px); } }',
  ),
  'everything narrow': style(
    '* { max-width: 40px !important; max-height: 20px !important; min-width: 0 !important; }',
  ),
  'everything wide': style('* { min-width: 3000px !important; }'),
  'everything margins and paddings': style(
    '* { margin: 90px !important; padding: 90px !important; box-sizing: content-box !important; }',
  ),
  'a body that is a grid': style(
    'body { display: grid; grid-template-columns: repeat(3, 1fr); gap: 300px; } body > * { grid-row: 2; }',
  ),
  'a body that is a row': style('body { display: flex; } body > * { flex: 1 0 900px; order: -1; }'),
  'a body in columns': style('body { columns: 3; height: 300px; }'),
  'a body that does not scroll': style(
    'html, body { overflow: hidden; height: 100%; } body { position: fixed; inset: 0; }',
  ),
  'a small root': style('html { font-size: 30%; }'),
  'vertical writing': style('html { writing-mode: vertical-rl; direction: rtl; }'),
  'custom elements in layers of a framework': style(
    '@layer reset { body * { all: unset; display: none; } } @layer base { plaintalk-widget { position: absolute; left: -9999px; } }',
  ),
  'a transformed ancestor': inside('min-height: 4000px; transform: translateZ(0)'),
  'a contained ancestor': inside('min-height: 4000px; contain: strict; height: 4000px'),
  'a filtered ancestor': inside(
    'min-height: 4000px; filter: blur(9px) opacity(0.1); perspective: 9px; will-change: transform',
  ),
  'a faded, closed ancestor': inside('height: 0; overflow: hidden; opacity: 0'),
  'an ancestor out of sight': inside(
    'margin-top: 9000px; content-visibility: auto; contain-intrinsic-size: 500px',
  ),
  'an ancestor that is a container': inside(
    'container-type: size; height: 90px; isolation: isolate; z-index: -1; position: relative',
  ),
  'a mask and a blend': inside(
    'min-height: 4000px; mix-blend-mode: difference; mask: linear-gradient(#0000, #0000); backdrop-filter: blur(2px)',
  ),
  'a cookie bar above everything': {
    after:
      '<div style="position: fixed; inset: auto 0 0; height: 60vh; z-index: 2147483647; background: #fc0">Cookies</div>',
  },
  'a curtain above everything': {
    after:
      '<div style="position: fixed; inset: 0; z-index: 2147483647; background: #000c; pointer-events: all"></div>',
  },
  'a popover of the page': {
    after:
      '<div popover="manual" id="pop" style="inset: auto 0 0 auto; width: 300px; height: 300px">Offer</div><script>document.querySelector("#pop").showPopover()</script>',
  },
  'a list item': {
    around: ['<ul style="font-size: 0; line-height: 0; text-indent: -9999px"><li>', '</li></ul>'],
  },
  'a table': {around: ['<table><tbody><tr><td width="1">', '</td></tr></tbody></table>']},
  'a footer that sticks': {
    around: ['<footer style="position: sticky; bottom: -500px; overflow: clip; height: 9px">', '</footer>'],
  },
  'a page from right to left': {html: '<html lang="he" dir="rtl">'},
  Bootstrap: {
    head: `<style>${css('bootstrap/dist/css/bootstrap.css')}</style>`,
    around: ['<div class="container row visually-hidden">', '</div>'],
  },
  'Bootstrap in the dark': {
    html: '<html lang="en" data-bs-theme="dark">',
    head: `<style>${css('bootstrap/dist/css/bootstrap.css')}</style>`,
    around: ['<div class="modal fade">', '</div>'],
    style: '.modal { display: block !important; }',
  },
  'water.css': {head: `<style>${css('water.css/out/water.css')}</style>`},
  'a print style sheet for screens': style(
    '@media all { body * { visibility: hidden; } main, main * { visibility: visible; } }',
  ),
};

/** The page, whose script is there as a module, classic, deferred or late. */
export function pageOf(
  {head = '', style = '', around = ['', ''], after = '', html = '<html lang="en">'}: Hostile,
  script = '<script type="module" src="{API}/widget.js"></script>',
): string {
  return `<!doctype html>${html}<head><meta charset="utf-8"><title>A page</title>${head}<style>${style}</style></head><body>
    <main><p>A page</p><div style="height: 3000px">Long page</div></main>
    ${around[0]}<plaintalk-widget clinic-id="demo" api-url="{API}"></plaintalk-widget>${around[1]}
    ${after}${script}</body></html>`;
}
