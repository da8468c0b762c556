/**
 * Shows in the chat that somebody writes, for as long as an agent works. Never on the way of the reply: nobody waits for
 * it, and its failures concern nobody.
 */
import type {Outbound} from '../../core/channels/channel.ts';
import {accountOf} from '../../core/chats/chat.ts';
import type {Channel} from '../../core/keys.ts';

export type Typist = (turn: {channel: Channel; session: string; target?: string | undefined}) => () => void;

/** A reply that comes sooner needs no announcement. */
const patienceMs = 600;

/** The returned function begins to show it, and answers with the function that ends it. */
export function createTypist(outbounds: ReadonlyMap<Channel, Outbound>): Typist {
  return ({channel, session, target}) => {
    const outbound = outbounds.get(channel);
    if (!outbound?.typing || target === undefined) return () => undefined;
    const to = {account: accountOf(session), target};
    const {typingMs = 5000} = outbound;
    let timer = setTimeout(function show() {
      outbound.typing?.(to).catch(() => undefined); // it is shown by the next one, or not at all
      timer = setTimeout(show, typingMs);
    }, patienceMs);
    return () => clearTimeout(timer);
  };
}
