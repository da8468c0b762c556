/**
 * Runs one of the tools: `node scripts/tool.js queue/main list`. From the build where there is one and no compiler beside
 * it, as where it is deployed: then nothing is installed, least of all under a service that runs. Else from its source.
 */
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {root} from './root.js';
import {setup} from './setup.js';

const [name = '', ...given] = process.argv.slice(2);
const built = join(root, 'dist/scripts', `${name}.js`);
const isDeployed = process.env.NODE_ENV === 'production' || !existsSync(join(root, 'node_modules/tsx'));
const isBuilt = isDeployed && existsSync(built);
if (!isBuilt) setup(['packages']);
const args = isBuilt ? [built] : ['--import', 'tsx', join(root, 'scripts', `${name}.ts`)];
const {status} = spawnSync(process.execPath, [...args, ...given], {stdio: 'inherit'});
process.exit(status ?? 1);
