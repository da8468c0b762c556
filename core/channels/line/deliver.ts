/** Replies out on a line. What was posted cannot be asked for: after a lost answer, a piece goes again. */
import {callProvider, type Reply, Unreachable} from '../call-provider.ts';
import type {Outbound, ProviderAnswer} from '../channel.ts';
import {renderMarkdown} from '../render-markdown.ts';
import {smsMarks} from '../sms/markup.ts';
import {splitText} from '../split-text.ts';
import type {LineSettings} from './settings.ts';

const longest = 4000;
const deadlineMs = 15_000;

export function createLineOutbound({url}: LineSettings): Outbound | undefined {
  if (!url) return undefined;
  return {
    name: 'line',
    render: markdown => splitText(markdown, longest).map(text => renderMarkdown(text, smsMarks)),
    async deliver({target: to, text, id}) {
      try {
        return explain(await callProvider({url, method: 'POST', body: {to, text}, deadlineMs}), id);
      } catch (error) {
        return {status: error instanceof Unreachable ? 'later' : 'unknown'};
      }
    },
  };
}

/** It gives no id of its own. */
function explain({status, retryAfterMs}: Reply, id: string): ProviderAnswer {
  if (status < 300) return {status: 'sent', providerId: id};
  if (status === 429) return {status: 'later', ...(retryAfterMs !== undefined && {afterMs: retryAfterMs})};
  if (status === 401 || status === 403 || status === 404) return {status: 'parked', code: 'unauthorized'};
  if (status >= 400 && status < 500) return {status: 'refused', code: 'refused'};
  return {status: 'unknown'};
}
