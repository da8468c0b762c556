/**
 * `docs/cost.svg`: what open polls cost against how many there are, ours and with a Redis connection for each. Colours
 * are those of the page around it, in the light and in the dark.
 */
import {percentile} from './figures.ts';
import type {Cost, Costs} from './polls.ts';

type Point = {x: number; y: number};
type Line = {name: string; className: string; points: Point[]};
type Panel = {title: string; unit: string; lines: Line[]};

const width = 250;
const height = 170;
const gap = 60;
const head = 70;
const left = 50;

export function plotCosts(costs: Costs): string {
  const panels = [
    panel(costs, 'Reply → answer, p50', 'ms', cost => percentile(cost.latenciesMs, 0.5)),
    panel(costs, 'Reply → answer, p99', 'ms', cost => percentile(cost.latenciesMs, 0.99)),
    panel(costs, 'Redis', '% of a core', cost => cost.redis * 100),
    panel(costs, 'Memory of the web process', 'KB a poll', cost => cost.kilobytes),
  ];
  const total = {width: left + 2 * width + gap + 30, height: head + 2 * (height + gap) - 30};
  const drawn = panels.map((one, i) => {
    const x = left + (i % 2) * (width + gap);
    const y = head + Math.floor(i / 2) * (height + gap);
    return `<g transform="translate(${x} ${y})">${draw(one)}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" role="img" aria-labelledby="t">
<title id="t">Cost of open long-polls against their number: PlainTalk, and a server with a Redis connection for each</title>
<style>${style}</style>
<rect class="page" width="100%" height="100%"/>
<text class="title" x="${left}" y="22">Open long-polls, a tenth of them answered each second</text>
${legend()}
${drawn.join('\n')}
</svg>
`;
}

const style = `
path{fill:none;stroke-width:2}text{font:11px system-ui,sans-serif;fill:#1f2328}.title{font-size:14px;font-weight:600}.name{font-weight:600}
.page{fill:#fff}.grid{stroke:#d1d9e0;stroke-width:1}.ours{stroke:#0969da}.peer{stroke:#bc4c00;stroke-dasharray:5 4}
.dot{stroke-width:5;stroke-linecap:round}.tick{fill:#59636e}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}.grid{stroke:#3d444d}.ours{stroke:#4493f8}
.peer{stroke:#f0883e}.tick{fill:#9198a1}}`;

function panel(costs: Costs, title: string, unit: string, pick: (cost: Cost) => number): Panel {
  const point = (cost: Cost) => ({x: cost.polls, y: pick(cost)});
  return {
    title,
    unit,
    lines: [
      {name: 'ours', className: 'ours', points: costs.map(({ours}) => point(ours))},
      {
        name: 'peer',
        className: 'peer',
        points: costs.flatMap(({perConnection}) => (perConnection ? [point(perConnection)] : [])),
      },
    ],
  };
}

function draw({title, unit, lines}: Panel): string {
  const points = lines.flatMap(line => line.points);
  const most = {x: Math.max(...points.map(({x}) => x)), y: roundUp(Math.max(...points.map(({y}) => y)))};
  const place = ({x, y}: Point) => `${fixed((x / most.x) * width)} ${fixed(height - (y / most.y) * height)}`;
  const levels = [0, 0.5, 1].map(share => {
    const y = fixed(height - share * height);
    const label = `<text class="tick" x="-6" y="${y + 4}" text-anchor="end">${fixed(share * most.y)}</text>`;
    return `<path class="grid" d="M0 ${y}H${width}"/>${label}`;
  });
  const sizes = [...new Set(points.map(({x}) => x))].map(
    x =>
      `<text class="tick" x="${fixed((x / most.x) * width)}" y="${height + 16}" text-anchor="middle">${x.toLocaleString('en')}</text>`,
  );
  const paths = lines.map(
    ({className, points}) =>
      `<path class="${className}" d="M${points.map(place).join('L')}"/>` +
      points.map(point => `<path class="${className} dot" d="M${place(point)}h0"/>`).join(''),
  );
  return `<text class="name" y="-8">${title}, ${unit}</text>${[...levels, ...sizes, ...paths].join('')}`;
}

function legend(): string {
  const key = (x: number, className: string, words: string) =>
    `<path class="${className}" d="M${x} 36h24"/><text x="${x + 30}" y="40">${words}</text>`;
  return key(left, 'ours', 'PlainTalk') + key(left + 120, 'peer', 'a Redis connection for each poll');
}

/** To a number that divides well: 1, 2, 4, 5, 6, 8 or 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 6, 8, 10].find(one => one * power >= value) ?? 10;
  return step * power;
}

const fixed = (value: number) => Number(value.toFixed(2));
