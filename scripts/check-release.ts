/**
 * The check before a release goes live, in front of everything else: settings, clinics and Redis, every mistake at once,
 * a line each, and exit code 1. Nothing is written, and no port is bound. Where it runs says how:
 * `node dist/scripts/check-release.js`, `npm run check:release`, `release:` in a Procfile.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {type Config, configFromEnv, givenIn, settingMistakes} from '../core/config/config.ts';
import {withEnvFile} from '../core/config/env-file.ts';
import {doubtsIn, mistakesIn} from '../core/config/mistakes.ts';
import {createLog} from '../core/log.ts';
import {checkRedis} from '../core/redis/check.ts';
import {Redis} from '../core/redis/connection.ts';
import {faultSentence} from '../core/redis/fault.ts';

const reachMs = 8000;

const mistakes = await allMistakes();
for (const mistake of mistakes) process.stderr.write(`${mistake}\n`);
if (mistakes.length === 0) {
  for (const doubt of doubtsIn(withEnvFile(process.env))) process.stdout.write(`Note: ${doubt}\n`);
  process.stdout.write('Settings, clinics and Redis are as they must be\n');
}
process.exit(mistakes.length === 0 ? 0 : 1);

async function allMistakes(): Promise<string[]> {
  const env = withEnvFile(process.env);
  const mistakes = mistakesIn(env, {isRelease: true});
  // Redis is looked at where everything that leads to it is right.
  return settingMistakes(givenIn(env)).length > 0
    ? mistakes
    : [...mistakes, ...(await mistakesInRedis(configFromEnv(env)))];
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
    return [...wrong.map(({reason}) => `REDIS_URL: ${reason}`), ...(await missingReplicas(redis, config))];
  } finally {
    redis.stop();
  }
}

async function missingReplicas(redis: Redis, {redis: {waitReplicas}}: Config): Promise<string[]> {
  if (waitReplicas === 0) return [];
  const told = await redis.run(client => client.info('replication'));
  const there = Number(/connected_slaves:(\d+)/.exec(told)?.[1] ?? 0);
  return there < waitReplicas
    ? [`REDIS_WAIT_REPLICAS: asks for ${waitReplicas} replicas, and ${there} are connected`]
    : [];
}
