/**
 * Replies out as SMS through Twilio. Asking what it has sent would put the number into a URL: after a lost answer, a
 * piece goes again.
 */
import {z} from 'zod';
import {callProvider, type Reply, Unreachable} from '../call-provider.ts';
import type {Outbound, ProviderAnswer} from '../channel.ts';
import {renderMarkdown} from '../render-markdown.ts';
import {splitText} from '../split-text.ts';
import {smsMarks} from './markup.ts';
import type {SmsSettings} from './settings.ts';

const longest = 1600;
const deadlineMs = 15_000;

const Accepted = z.object({sid: z.string().min(1)});

export function createSmsOutbound(
  {accountSid, authToken, from}: SmsSettings,
  apiUrl = 'https://api.twilio.com',
): Outbound | undefined {
  if (accountSid === undefined || authToken === undefined || from === undefined) return undefined;
  const account = encodeURIComponent(accountSid);
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const send = (To: string, Body: string) =>
    callProvider({
      url: `${apiUrl}/2010-04-01/Accounts/${account}/Messages.json`,
      method: 'POST',
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({To, From: from, Body}).toString(),
      deadlineMs,
    });
  return {
    name: 'sms',
    render: markdown => splitText(markdown, longest).map(text => renderMarkdown(text, smsMarks)),
    deliver: async ({target, text}) => {
      try {
        return explain(await send(target, text));
      } catch (error) {
        return {status: error instanceof Unreachable ? 'later' : 'unknown'};
      }
    },
  };
}

function explain({status, body, retryAfterMs}: Reply): ProviderAnswer {
  const accepted = Accepted.safeParse(body);
  if (status < 300 && accepted.success) return {status: 'sent', providerId: accepted.data.sid};
  if (status === 429) return {status: 'later', ...(retryAfterMs !== undefined && {afterMs: retryAfterMs})};
  if (status === 401 || status === 403 || status === 404) return {status: 'parked', code: 'unauthorized'};
  if (status >= 400 && status < 500) return {status: 'refused', code: 'refused'};
  return {status: 'unknown'};
}
