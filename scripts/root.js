import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The folder of the repository: also where our code runs compiled, from a folder within it. */
export const root = rootOf(dirname(fileURLToPath(import.meta.url)));

function rootOf(folder) {
  return existsSync(join(folder, 'package-lock.json')) ? `${folder}/` : rootOf(dirname(folder));
}
