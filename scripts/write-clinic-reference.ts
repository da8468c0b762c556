/** Writes the reference in docs/clinics.md from the schema of clinics' files; part of `npm run format`. */
import {readFileSync, writeFileSync} from 'node:fs';
import {withReference} from './clinic/reference.ts';

const page = new URL('../docs/clinics.md', import.meta.url);
writeFileSync(page, withReference(readFileSync(page, 'utf8')));
