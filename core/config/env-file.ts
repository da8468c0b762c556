/** The environment, and `.env` of the folder that the process was started in, where there is one; the environment wins. */
import {readFileSync} from 'node:fs';
import {parseEnv} from 'node:util';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What cannot be read, though it is there, ends the process: it would run with other settings than those written down. */
export function withEnvFile(env: Environment, path = '.env'): Environment {
  try {
    return {...parseEnv(readFileSync(path, 'utf8')), ...env};
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return env;
    throw error;
  }
}
