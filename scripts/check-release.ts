/**
 * The check before a release goes live, in front of everything else: settings, clinics and Redis, every mistake at once,
 * a line each, and exit code 1. Nothing is written, and no port is bound. Where it runs says how:
 * `node dist/scripts/check-release.js`, `npm run check:release`, `release:` in a Procfile.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {defaultClinicsDir, loadClinics} from '../core/clinics/load-clinics.ts';
import {type Config, configFromEnv} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {releaseMistakes} from '../core/config/release.ts';
import {createLog} from '../core/log.ts';
import {checkRedis} from '../core/redis/check.ts';
import {Redis} from '../core/redis/connection.ts';
import {faultSentence} from '../core/redis/fault.ts';

const reachMs = 8000;

const mistakes = await mistakesIn();
for (const mistake of mistakes) process.stderr.write(`${mistake}\n`);
if (mistakes.length === 0) process.stdout.write('Settings, clinics and Redis are as they must be\n');
process.exit(mistakes.length === 0 ? 0 : 1);

async function mistakesIn(): Promise<string[]> {
  const env = withEnvFile(process.env);
  const together = releaseMistakes(env);
  try {
    const config = configFromEnv(env);
    return [...together, ...mistakesInClinics(config), ...(await mistakesInRedis(config))];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), ...together];
  }
}

function mistakesInClinics({clinics, channels}: Config): string[] {
  try {
    const known = loadClinics(clinics.dir ?? defaultClinicsDir);
    const named = [
      ...(clinics.fallback === undefined ? [] : [['DEFAULT_CLINIC', clinics.fallback]]),
      ...[...channels.whatsapp.instances.values()].map(clinic => ['EVOLUTION_INSTANCES', clinic]),
    ];
    return named.flatMap(([setting, clinic = '']) =>
      known.has(clinic)
        ? []
        : [`${setting}: there is no clinic ${clinic} in ${[...known.keys()].join(', ')}`],
    );
  } catch (error) {
    return [`CLINICS_DIR: ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function mistakesInRedis(config: Config): Promise<string[]> {
  const {url, tls} = config.redis;
  const redis = new Redis({
    url,
    tls,
    name: 'check',
    log: createLog({level: 'silent', component: 'check'}),
  }).start();
  try {
    for (const end = Date.now() + reachMs; !redis.ready; await sleep(50)) {
      if (Date.now() > end) return [`REDIS_URL: ${faultSentence(redis.fault?.code ?? 'silent')}`];
    }
    const found = await checkRedis(redis);
    const wrong = found.filter(({fatal}) => fatal || config.process.production);
    return wrong.map(({reason}) => `REDIS_URL: ${reason}`);
  } finally {
    redis.stop();
  }
}
