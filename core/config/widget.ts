import {defineSettings} from '../settings/settings.ts';
import {flag, whole} from '../settings/variable.ts';

export const widgetSettings = defineSettings({
  title: 'the widget (web)',
  variables: {
    WIDGET_USE_WEBSOCKET: flag('Does GET /ws/widget/{session_id} upgrade? false: 404.', {fallback: true}),
    WIDGET_MAX_CONNECTIONS: whole('Sockets that one process holds; more get 503.', {
      fallback: 1000,
      min: 0,
      max: 1_000_000,
    }),
    WIDGET_ROLLOUT_PERCENT: whole(
      'Share of sessions that are told to prefer a WebSocket; the others poll. Stable per session.',
      {fallback: 100, min: 0, max: 100},
    ),
    WIDGET_FALLBACK_REST: flag('Does the legacy GET /apps/voice-api/widget-chat still answer? false: 410.', {
      fallback: true,
    }),
    LEGACY_WAIT_SECONDS: whole('How long that waits for the reply before it answers 202.', {
      fallback: 20,
      min: 0,
      max: 25,
    }),
  },
  value: values => ({
    webSocketEnabled: values.WIDGET_USE_WEBSOCKET,
    maxConnections: values.WIDGET_MAX_CONNECTIONS,
    rolloutPercent: values.WIDGET_ROLLOUT_PERCENT,
    legacy: {enabled: values.WIDGET_FALLBACK_REST, waitMs: values.LEGACY_WAIT_SECONDS * 1000},
  }),
});
