/** A warning of Node is a fault of ours, mostly one that leaks: the test file in which it comes fails. */
process.on('warning', warning => {
  if (warning.name === 'ExperimentalWarning') return;
  throw new Error(`Node warns: ${warning.name}: ${warning.message}`, {cause: warning});
});
