import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {text} from '../../settings/variable.ts';

export const smsSettings = defineSettings({
  title: 'SMS through Twilio (web and worker)',
  variables: {
    TWILIO_ACCOUNT_SID: text('The account.'),
    TWILIO_AUTH_TOKEN: text('Its token: lets us send, and signs what is posted to us.'),
    TWILIO_FROM: text('The number that sends.'),
  },
  value: values => ({
    accountSid: values.TWILIO_ACCOUNT_SID,
    authToken: values.TWILIO_AUTH_TOKEN,
    from: values.TWILIO_FROM,
  }),
});
export type SmsSettings = ValueOf<typeof smsSettings>;
