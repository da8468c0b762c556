// `.ts` by tsx; processes, not threads: with threads AVA 7 on Node 20 does not load `.ts`.
export default {
  files: ['test/**/*.test.ts'],
  extensions: {ts: 'module'},
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  // One test at a time in a file: forty servers in one process would time each other out on a slow machine.
  serial: true,
  concurrency: 2,
  timeout: '60s',
};
