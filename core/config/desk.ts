import {defineSettings} from '../settings/settings.ts';
import {httpUrl, whole} from '../settings/variable.ts';
import {handoffSettings} from './handoff.ts';

export const deskSettings = defineSettings({
  title: 'the front desk (web, worker)',
  variables: {
    DESK_ALERT_URL: httpUrl(
      'Told by a POST, once, of each conversation that has waited for a person for DESK_ALERT_SECONDS, of many at once ' +
        'together; no word of it is in that. Signed with HANDOFF_SECRET.',
    ),
    DESK_ALERT_SECONDS: whole('How long one may wait until then.', {fallback: 300, min: 10, max: 86_400}),
  },
  uses: {HANDOFF_SECRET: handoffSettings.variables.HANDOFF_SECRET},
  value: ({DESK_ALERT_URL, DESK_ALERT_SECONDS, HANDOFF_SECRET}) => ({
    alert: {url: DESK_ALERT_URL, afterMs: DESK_ALERT_SECONDS * 1000, secret: HANDOFF_SECRET},
  }),
});
