/** `npm run attack -- routes | fuzz | bodies | hostile | overload`: attacks a real server of this build, and says what held. Exit code 1: something did not. */
import {attackBodies} from './bodies.ts';
import {attackFuzz} from './fuzz.ts';
import {attackHostile} from './hostile.ts';
import {attackOverload} from './overload.ts';
import {attackRoutes} from './routes.ts';

type Attack = () => Promise<{lines: string[]; held: boolean}>;

const attacks: Record<string, Attack> = {
  async routes() {
    const {asked, faults, proxy} = await attackRoutes();
    const line = `${asked} requests to every route without credentials, directly and through ${proxy}: ${faults.length} not refused`;
    return {lines: [line, ...faults], held: faults.length === 0};
  },
  fuzz: () => attackFuzz(Number(process.env['RUNS'] ?? 10_000)),
  bodies: () => attackBodies(),
  hostile: () => attackHostile(),
  overload: () => attackOverload(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !Object.hasOwn(attacks, name));
if (unknown.length > 0) {
  console.error(`There is no attack ${unknown.join(', ')}: ${Object.keys(attacks).join(', ')}`);
  process.exit(2);
}
let held = true;
for (const [name, attack] of Object.entries(attacks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const outcome = await attack();
  console.log([`${name}: ${outcome.held ? 'held' : 'NOT HELD'}`, ...outcome.lines].join('\n  '));
  held &&= outcome.held;
}
process.exit(held ? 0 : 1);
