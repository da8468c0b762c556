// The tests are compiled once (`scripts/compile-tests.js`) and run by plain Node: a loader of TypeScript would compile
// everything anew in each of their processes. `npm test -- poll` runs those of a subject.
export default {
  files: ['.tests/test/**/*.test.js'],
  nodeArguments: ['--enable-source-maps', '--import=./scripts/fail-on-warning.js'],
  // Processes: a test that kills, or ends with an error, takes nobody with it.
  workerThreads: false,
  concurrency: 2,
  timeout: '60s',
};
