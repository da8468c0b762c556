// `.ts` by tsx; processes, not threads: with threads AVA 7 on Node 20 does not load `.ts`.
export default {
  files: ['test/**/*.test.ts'],
  extensions: {ts: 'module'},
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  timeout: '60s',
};
