import {defineSettings} from '../settings/settings.ts';
import {headers, httpUrl, whole} from '../settings/variable.ts';

export const tracesSettings = defineSettings({
  title: 'traces (web and worker)',
  variables: {
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(
      'Where traces go: OTLP over HTTP with JSON, to /v1/traces below this URL. Without it nothing is traced, and ' +
        'OpenTelemetry’s SDK is not loaded.',
    ),
    OTEL_EXPORTER_OTLP_HEADERS: headers(
      'Sent with them, such as Authorization=Bearer …: Name=value with commas between, or a JSON object.',
    ),
    TRACES_PER_SECOND: whole(
      'A process begins so many traces a second at most, whatever a request’s traceparent says; messages beyond that ' +
        'are answered like all others, and not traced.',
      {fallback: 10, min: 1, max: 10_000},
    ),
  },
  check: ({OTEL_EXPORTER_OTLP_ENDPOINT = ''}) =>
    OTEL_EXPORTER_OTLP_ENDPOINT.endsWith('/v1/traces')
      ? ['OTEL_EXPORTER_OTLP_ENDPOINT: must be without /v1/traces, which is added to it']
      : [],
  value: ({OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS = {}, TRACES_PER_SECOND}) => ({
    endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: OTEL_EXPORTER_OTLP_HEADERS,
    perSecond: TRACES_PER_SECOND,
  }),
});
