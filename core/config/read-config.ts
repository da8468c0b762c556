/** The configuration of a process that begins: what is wrong with it ends it, with a line for each mistake and no stack. */
import {type Config, configFromEnv} from './config.ts';
import {type Environment, withEnvFile} from './env-file.ts';
import {mistakesIn} from './mistakes.ts';

export function readConfig(env: Environment): Config {
  try {
    const given = withEnvFile(env);
    const mistakes = mistakesIn(given);
    if (mistakes.length === 0) return configFromEnv(given);
    process.stderr.write(`${['The configuration is not valid:', ...mistakes].join('\n  ')}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
  process.exit(1);
}
