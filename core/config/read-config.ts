/** The configuration of a process that begins: what is wrong with it ends it, with a line for each mistake and no stack. */
import {type Config, configFromEnv} from './config.ts';
import {type Environment, withEnvFile} from './env-file.ts';

export function readConfig(env: Environment): Config {
  try {
    return configFromEnv(withEnvFile(env));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
