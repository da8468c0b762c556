/** Writes `.env.example` from what the settings say of themselves; part of `npm run format`. */
import {writeFileSync} from 'node:fs';
import {allSettings} from '../core/config/config.ts';
import {envExample} from '../core/settings/env-example.ts';

writeFileSync(new URL('../.env.example', import.meta.url), envExample(allSettings));
