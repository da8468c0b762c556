import {ROOT_CONTEXT, TraceFlags, trace} from '@opentelemetry/api';
import {bounded} from '../../core/start-tracing.ts';
import {beginTrace, endSpan, followTrace, traceparentOf, within} from '../../core/trace.ts';
import {test} from '../helpers/test.ts';

const ids = {traceId: 'a'.repeat(32), spanId: 'b'.repeat(16)};
const below = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, {...ids, traceFlags, isRemote: true});

test('so many traces begin a second, whoever asks for more; those that have begun go on', t => {
  let nowMs = 0;
  const isWanted = bounded(2, () => nowMs);
  const strangers = () => [1, 2, 3, 4].map(() => isWanted(below(TraceFlags.NONE)));
  t.deepEqual(strangers(), [true, true, false, false]);
  t.true(isWanted(below(TraceFlags.SAMPLED)));
  t.false(isWanted(ROOT_CONTEXT));
  nowMs = 1000;
  t.deepEqual(strangers(), [true, true, false, false]);
});

test('without a collector nothing is recorded, whatever a request says', t => {
  const span = beginTrace('send', `00-${ids.traceId}-${ids.spanId}-01`);
  t.is(traceparentOf(span), undefined);
  t.is(traceparentOf(within(span, 'agent')), undefined);
  t.is(traceparentOf(followTrace('turn', 'no traceparent', {})), undefined);
  t.notThrows(() => endSpan(span, {code: 'internal'}));
});
