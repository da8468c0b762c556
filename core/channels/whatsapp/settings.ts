import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {httpUrl, pairs, text} from '../../settings/variable.ts';

export const whatsAppSettings = defineSettings({
  title: 'WhatsApp through Evolution API (web and worker)',
  variables: {
    EVOLUTION_URL: httpUrl('Where Evolution API is.'),
    EVOLUTION_API_KEY: text('Its key.'),
    EVOLUTION_WEBHOOK_SECRET: text(
      'What its webhook must carry as `Authorization: Bearer …`, or sign its JWT with.',
    ),
    EVOLUTION_INSTANCES: pairs('Which clinic answers for which instance, as name=clinic,name=clinic.'),
  },
  value: values => ({
    url: values.EVOLUTION_URL,
    apiKey: values.EVOLUTION_API_KEY,
    webhookSecret: values.EVOLUTION_WEBHOOK_SECRET,
    /** The clinic of each instance. */
    instances: values.EVOLUTION_INSTANCES,
  }),
});
export type WhatsAppSettings = ValueOf<typeof whatsAppSettings>;
