import {defineSettings} from '../settings/settings.ts';
import {maybeWhole} from '../settings/variable.ts';
import {adminSettings} from './admin.ts';

export const metricsSettings = defineSettings({
  title: 'metrics (worker)',
  variables: {
    METRICS_PORT: maybeWhole(
      'Where a worker tells GET /metrics and GET /healthz itself; the web process tells them at its own port anyway. ' +
        'ADMIN_TOKEN is needed there as well. Default: nowhere.',
      {min: 0, max: 65_535},
    ),
  },
  uses: {ADMIN_TOKEN: adminSettings.variables.ADMIN_TOKEN},
  value: ({METRICS_PORT, ADMIN_TOKEN}) => ({port: METRICS_PORT, token: ADMIN_TOKEN}),
});
