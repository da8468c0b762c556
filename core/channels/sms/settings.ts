import {defineSettings, type ValueOf} from '../../settings/settings.ts';
import {httpUrl, pairs, text} from '../../settings/variable.ts';

export const smsSettings = defineSettings({
  title: 'SMS through Twilio (web and worker)',
  variables: {
    TWILIO_ACCOUNT_SID: text('The account.'),
    TWILIO_AUTH_TOKEN: text('Its token: lets us send, and signs what is posted to us.'),
    TWILIO_FROM: text(
      'The number that sends, or a messaging service (MG…). Whoever writes to another is answered from that.',
    ),
    TWILIO_NUMBERS: pairs(
      'Which clinic answers at which number, as +15550100100=clinic,+15550100101=clinic; the others are the default one’s.',
    ),
    TWILIO_API_URL: httpUrl(
      'Where calls go, where that is not https://api.twilio.com: a region of Twilio’s.',
    ),
  },
  value: values => ({
    accountSid: values.TWILIO_ACCOUNT_SID,
    authToken: values.TWILIO_AUTH_TOKEN,
    from: values.TWILIO_FROM,
    /** The clinic of each number. */
    numbers: values.TWILIO_NUMBERS,
    apiUrl: values.TWILIO_API_URL ?? 'https://api.twilio.com',
  }),
});
export type SmsSettings = ValueOf<typeof smsSettings>;
