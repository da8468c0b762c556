/**
 * Sends the traces to a collector, where one is set: only then is OpenTelemetry's SDK loaded. What a collector that is
 * away, slow or full does not take is lost, and said once a minute; nothing waits for it, and what waits is bounded.
 */
import {type Context, TraceFlags, trace} from '@opentelemetry/api';
import type {Sampler, SpanExporter} from '@opentelemetry/sdk-trace';
import type {Log} from './log.ts';
import {Tally} from './tally.ts';

export type TracesSettings = {
  endpoint: string | undefined;
  headers: Readonly<Record<string, string>>;
  /** Traces that this process begins in a second, at most. */
  perSecond: number;
};

const everyMs = 1000;
const tryMs = 5000;
/** At the end of the process. */
const lastMs = 2000;

/** The function that sends what is left, and ends it. */
export async function startTracing(
  {endpoint, headers, perSecond}: TracesSettings,
  {component, log}: {component: string; log: Log},
): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => undefined;
  const [
    {BatchSpanProcessor, SamplingDecision, TracerProvider},
    {OTLPTraceExporter},
    {resourceFromAttributes},
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const isWanted = bounded(perSecond);
  const sampler: Sampler = {
    shouldSample: above => ({
      decision: isWanted(above) ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    }),
    toString: () => `at most ${perSecond} traces a second`,
  };
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: {...headers},
    timeoutMillis: tryMs,
  });
  const tally = new Tally(log);
  const provider = new TracerProvider({
    sampler,
    resource: resourceFromAttributes({'service.name': `plaintalk-${component}`}),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: telling(exporter, () => tally.warn('traces.lost')),
        scheduledDelayMillis: everyMs,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  return () => Promise.race([provider.shutdown(), soon(lastMs)]);
}

/** Spans of a trace that is recorded are; of others, the first of so many a second. */
export function bounded(perSecond: number, now = () => performance.now()): (above: Context) => boolean {
  let begun = 0;
  let sinceMs = now();
  return above => {
    const parent = trace.getSpanContext(above);
    if (parent && (parent.traceFlags & TraceFlags.SAMPLED) !== 0) return true;
    if (now() - sinceMs >= 1000) {
      sinceMs = now();
      begun = 0;
    }
    begun += 1;
    return begun <= perSecond;
  };
}

/** `lost`: told of each batch that was not taken. */
function telling(exporter: SpanExporter, lost: () => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, result => {
        if (result.code !== 0) lost();
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

function soon(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms).unref());
}
