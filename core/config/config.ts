/**
 * The whole configuration, read once from the environment: each owner's settings under its name, frozen, and every
 * mistake listed at once. The names of the variables are fixed by the HTTP contract.
 */
import {allChannels} from '../channels/all-channels.ts';
import {channelSettings} from '../channels/create-channels.ts';
import {nearNames} from '../settings/near-names.ts';
import type {Given, Settings} from '../settings/settings.ts';
import {adminSettings} from './admin.ts';
import {agentsSettings} from './agents.ts';
import {chatSettings} from './chats.ts';
import {clinicsSettings} from './clinics.ts';
import {dataSettings} from './data.ts';
import {deskSettings} from './desk.ts';
import {handoffSettings} from './handoff.ts';
import {metricsSettings} from './metrics.ts';
import {processSettings} from './process.ts';
import {weakSecrets} from './production.ts';
import {queueSettings} from './queue.ts';
import {redisSettings} from './redis.ts';
import {serverSettings} from './server.ts';
import {sessionsSettings} from './sessions.ts';
import {tracesSettings} from './traces.ts';
import {turnsSettings} from './turns.ts';
import {widgetSettings} from './widget.ts';

export type Config = ReturnType<typeof configFromEnv>;

/** In the order of `.env.example`. */
export const allSettings: readonly Settings<unknown>[] = [
  processSettings,
  redisSettings,
  clinicsSettings,
  queueSettings,
  sessionsSettings,
  dataSettings,
  serverSettings,
  adminSettings,
  widgetSettings,
  turnsSettings,
  agentsSettings,
  handoffSettings,
  deskSettings,
  metricsSettings,
  tracesSettings,
  chatSettings,
  ...allChannels.map(({settings}) => settings),
];

/** Read by `npm start` and the tests alone. */
const otherNames = ['DATA_DIR', 'REDIS_SERVER', 'CHROMIUM_PATH'];
const settingNames = [...allSettings.flatMap(({variables}) => Object.keys(variables)), ...otherNames];

/** Empty values count as absent. */
export function givenIn(env: Readonly<Record<string, string | undefined>>): Given {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value]] : [])),
  );
}

/** A line for each, once. */
export function settingMistakes(given: Given): string[] {
  return [
    ...new Set([
      ...allSettings.flatMap(settings => settings.mistakesIn(given)),
      ...weakSecrets(given),
      ...nearNames(Object.keys(given), settingNames),
    ]),
  ];
}

/** Throws one `Error` whose message has a line per mistake. */
export function configFromEnv(env: Readonly<Record<string, string | undefined>>) {
  const given = givenIn(env);
  const mistakes = settingMistakes(given);
  if (mistakes.length > 0) throw new Error(['The configuration is not valid:', ...mistakes].join('\n  '));
  return Object.freeze({
    process: processSettings.from(given),
    redis: redisSettings.from(given),
    clinics: clinicsSettings.from(given),
    queue: queueSettings.from(given),
    sessions: sessionsSettings.from(given),
    data: dataSettings.from(given),
    server: serverSettings.from(given),
    admin: adminSettings.from(given),
    widget: widgetSettings.from(given),
    turns: turnsSettings.from(given),
    agents: agentsSettings.from(given),
    handoff: handoffSettings.from(given),
    desk: deskSettings.from(given),
    metrics: metricsSettings.from(given),
    traces: tracesSettings.from(given),
    chats: chatSettings.from(given),
    channels: channelSettings(given),
  });
}
