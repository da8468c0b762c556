/**
 * A message's trace: `send`, `wait`, `turn` with `agent`, and `delivery`, in whichever processes they are. Its context
 * travels in the message's hash, only where it is recorded. A span says what it is by the facts below, and nothing of
 * what was said or of whom. Without a provider (`start-tracing.ts`) all of this does nothing.
 */
import {
  type Attributes,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** What a span may say. `message`: what it is called in the log. */
export type Facts = Partial<
  Record<'channel' | 'clinic' | 'agent' | 'status' | 'code' | 'request' | 'message', string | undefined>
> & {attempt?: number};

export type {Span} from '@opentelemetry/api';

const tracer = trace.getTracer('plaintalk');
const silent = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** The first span of a message's trace; `parent`: what a stranger's `traceparent` says, which may be anything. */
export function beginTrace(name: string, parent: string | undefined): Span {
  const theirs = parent === undefined ? undefined : parse(parent);
  // Whether it is recorded is for us to say: a stranger's flag counts for nothing.
  const above = theirs && trace.setSpanContext(ROOT_CONTEXT, {...theirs, traceFlags: TraceFlags.NONE});
  return tracer.startSpan(name, {kind: SpanKind.PRODUCER}, above ?? ROOT_CONTEXT);
}

/** A further span of a message's trace, by what its hash holds of it; `tookMs`: it began so long ago. */
export function followTrace(name: string, kept: string | undefined, facts: Facts, tookMs = 0): Span {
  const above = kept === undefined ? undefined : parse(kept);
  if (!above) return silent;
  const parent = trace.setSpanContext(ROOT_CONTEXT, {...above, traceFlags: TraceFlags.SAMPLED});
  const startTime = Date.now() - tookMs;
  return tracer.startSpan(
    name,
    {kind: SpanKind.CONSUMER, startTime, attributes: attributesOf(facts)},
    parent,
  );
}

/** A span of the same process, within another one. */
export function within(span: Span, name: string): Span {
  return span.isRecording() ? tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, span)) : silent;
}

/** For the message's hash, or whoever is asked on the way; `undefined` where nothing is recorded. */
export function traceparentOf(span: Span): string | undefined {
  if (!span.isRecording()) return undefined;
  const {traceId, spanId} = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}

/** For the log. */
export function traceIdOf(span: Span): string | undefined {
  return span.isRecording() ? span.spanContext().traceId : undefined;
}

/** `code`: it failed so. */
export function endSpan(span: Span, facts: Facts = {}): void {
  if (!span.isRecording()) return;
  span.setAttributes(attributesOf(facts));
  if (facts.code !== undefined) span.setStatus({code: SpanStatusCode.ERROR, message: facts.code});
  span.end();
}

function attributesOf(facts: Facts): Attributes {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      value === undefined ? [] : [[`plaintalk.${name}`, value]],
    ),
  );
}

/** By W3C Trace Context; later versions may say more at the end. */
function parse(traceparent: string): SpanContext | undefined {
  const [, traceId, spanId] =
    /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:$|-)/.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const found = {traceId, spanId, traceFlags: TraceFlags.NONE, isRemote: true};
  return isSpanContextValid(found) ? found : undefined;
}
