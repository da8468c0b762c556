import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {httpUrl, text} from '../../settings/variable.ts';

export const telegramSettings = defineSettings({
  title: 'Telegram (web and worker)',
  variables: {
    TELEGRAM_BOT_TOKEN: text('The bot’s token.'),
    TELEGRAM_WEBHOOK_SECRET: text('The secret given to setWebhook.'),
    TELEGRAM_API_URL: httpUrl(
      'Where calls go, where that is not https://api.telegram.org: a Bot API server of one’s own.',
    ),
  },
  value: values => ({
    botToken: values.TELEGRAM_BOT_TOKEN,
    webhookSecret: values.TELEGRAM_WEBHOOK_SECRET,
    apiUrl: values.TELEGRAM_API_URL ?? 'https://api.telegram.org',
  }),
});
export type TelegramSettings = ValueOf<typeof telegramSettings>;
