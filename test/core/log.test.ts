import {ChatError} from '../../core/errors.ts';
import {testLog} from '../helpers/log.ts';
import {test} from '../helpers/test.ts';

test('a field that is not on the list never gets into the log', t => {
  const log = testLog();
  log
    .child({text: 'canary-1', message: 'id'})
    .info({phone: 'canary-2', body: {a: 'canary-3'}, ms: 3}, 'turn.finished');
  t.like(log.lines[0], {msg: 'turn.finished', ms: 3});
  t.false(JSON.stringify(log.lines).includes('canary'));
});

test('an error is logged by name, code and frames, never by its message', t => {
  const log = testLog();
  const cause = new SyntaxError('Unexpected token in "canary"');
  log.error({error: new ChatError('internal', 'canary', {cause})}, 'request.failed');
  log.error(new Error('canary'));
  log.error({err: new Error('canary')}, 'request.failed');
  t.like(log.lines[0], {error: {name: 'ChatError', code: 'internal', cause: {name: 'SyntaxError'}}});
  t.false(JSON.stringify(log.lines).includes('canary'));
});
