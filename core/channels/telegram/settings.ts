import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {text} from '../../settings/variable.ts';

export const telegramSettings = defineSettings({
  title: 'Telegram (web and worker)',
  variables: {
    TELEGRAM_BOT_TOKEN: text('The bot’s token.'),
    TELEGRAM_WEBHOOK_SECRET: text('The secret given to setWebhook.'),
  },
  value: values => ({botToken: values.TELEGRAM_BOT_TOKEN, webhookSecret: values.TELEGRAM_WEBHOOK_SECRET}),
});
export type TelegramSettings = ValueOf<typeof telegramSettings>;
