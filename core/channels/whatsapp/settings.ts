import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {httpUrl, pairs, text} from '../../settings/variable.ts';
import {secretsIn} from './webhook-secret.ts';

export const whatsAppSettings = defineSettings({
  title: 'WhatsApp through Evolution API (web and worker)',
  variables: {
    EVOLUTION_URL: httpUrl('Where Evolution API is.'),
    EVOLUTION_API_KEY: text('Its key.'),
    EVOLUTION_WEBHOOK_SECRET: text(
      'What its webhook must carry as `Authorization: Bearer …`, or sign its JWT with. One for all instances, or one for ' +
        'each, as name=secret,name=secret.',
    ),
    EVOLUTION_INSTANCES: pairs('Which clinic answers for which instance, as name=clinic,name=clinic.'),
  },
  check({EVOLUTION_WEBHOOK_SECRET: written, EVOLUTION_INSTANCES: instances = new Map()}) {
    const secrets = secretsIn(written, instances);
    const isWhole = !secrets || [...instances.keys()].every(name => secrets.has(name));
    return isWhole ? [] : ['EVOLUTION_WEBHOOK_SECRET: must have one for each instance, or one for all'];
  },
  value: values => ({
    url: values.EVOLUTION_URL,
    apiKey: values.EVOLUTION_API_KEY,
    /** Of all instances that have none of their own. */
    webhookSecret: secretsIn(values.EVOLUTION_WEBHOOK_SECRET, values.EVOLUTION_INSTANCES)
      ? undefined
      : values.EVOLUTION_WEBHOOK_SECRET,
    webhookSecrets:
      secretsIn(values.EVOLUTION_WEBHOOK_SECRET, values.EVOLUTION_INSTANCES) ?? new Map<string, string>(),
    /** The clinic of each instance. */
    instances: values.EVOLUTION_INSTANCES,
  }),
});
export type WhatsAppSettings = ValueOf<typeof whatsAppSettings>;
