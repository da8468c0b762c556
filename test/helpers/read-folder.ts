import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** All that the files of a folder hold, one after the other. */
export function readFolder(folder: string): string {
  return readdirSync(folder, {recursive: true})
    .map(name => join(folder, String(name)))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
    .join('\n');
}
