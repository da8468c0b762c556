/**
 * Replies out as SMS through Twilio, each from the address that was written to. Asking what it has sent would put the
 * number into a URL: after a lost answer, a piece goes again.
 */

import type {Outbound, Site} from '../channel.ts';
import {callProvider, Unreachable} from '../sending/call-provider.ts';
import {renderMarkdown} from '../sending/render-markdown.ts';
import {splitText} from '../sending/split-text.ts';
import {whatsAppMarks} from '../whatsapp/markup.ts';
import {parseAddress, splitTarget} from './address.ts';
import {explainTwilio} from './explain.ts';
import {isShortEnough, toGsm} from './gsm.ts';
import {smsMarks} from './markup.ts';
import type {SmsSettings} from './settings.ts';

/** Of a body, whatever the medium. */
const longest = 1600;
const deadlineMs = 15_000;

export function createSmsOutbound(settings: SmsSettings, {publicUrl}: Site): Outbound | undefined {
  const {accountSid, authToken, numbers, apiUrl} = settings;
  const first = settings.from ?? [...numbers.keys()][0];
  if (accountSid === undefined || authToken === undefined || first === undefined) return undefined;
  const account = encodeURIComponent(accountSid);
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  const statusCallback =
    publicUrl !== undefined && isReachable(publicUrl, apiUrl) && `${publicUrl}/webhooks/sms`;
  const send = (fields: Record<string, string>) =>
    callProvider({
      url: `${apiUrl}/2010-04-01/Accounts/${account}/Messages.json`,
      method: 'POST',
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        ...fields,
        ...(statusCallback && {StatusCallback: statusCallback}),
      }).toString(),
      deadlineMs,
    });
  return {
    name: 'sms',
    longestMs: deadlineMs,
    render,
    deliver: async ({target, text: Body}) => {
      const {to: To, from = first} = splitTarget(target);
      const sender = from.startsWith('MG') ? {MessagingServiceSid: from} : {From: from};
      try {
        return explainTwilio(await send({To, ...sender, Body}));
      } catch (error) {
        return {status: error instanceof Unreachable ? 'later' : 'unknown'};
      }
    },
  };
}

/** In the alphabet of an SMS and of the length that carriers advise; WhatsApp, also through Twilio, has marks. */
function render(markdown: string, target: string): string[] {
  if (parseAddress(splitTarget(target).to).medium === 'whatsapp') {
    return splitText(markdown, longest).map(text => renderMarkdown(text, whatsAppMarks));
  }
  return splitText(toGsm(renderMarkdown(markdown, smsMarks)), isShortEnough);
}

/** Twilio refuses a send whose callback leads to the machine itself; a server of one's own can go there. */
function isReachable(publicUrl: string, apiUrl: string): boolean {
  const isOwn = (url: string) => /^(?:localhost|127\.|\[::1\])/.test(new URL(url).hostname);
  return !isOwn(publicUrl) || isOwn(apiUrl);
}
