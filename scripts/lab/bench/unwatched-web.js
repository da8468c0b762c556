/** The web process with nothing that counts, and no trace: what watching costs is measured against it. */
const from = path => import(new URL(`../../../dist/${path}`, import.meta.url).href);
const [{readConfig}, {createLog}, {logNames}, {createSealer}, {createWeb}] = await Promise.all(
  [
    'core/config/read-config.js',
    'core/log.js',
    'core/log-names.js',
    'core/seal.js',
    'server/create-web.js',
  ].map(from),
);
const config = readConfig(process.env);
const nameOf = logNames(createSealer(config.data.keys, config.data));
createWeb(config, {log: createLog({level: config.process.logLevel, component: 'web', nameOf})}).start();
