/**
 * What an instance heard and nobody told us: its webhooks give up after 20 minutes, and are lost when it restarts. What
 * came before is the same message, so it may be read as often as one likes.
 */
import {askForText} from '../../core/channels/ask-for-text.ts';
import {type ReceiveDeps, receive} from '../../core/channels/receive.ts';
import type {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import {findMessages} from '../../core/channels/whatsapp/find-messages.ts';
import {parseMessage} from '../../core/channels/whatsapp/parse-message.ts';

export type CatchUpDeps = ReceiveDeps & {client: EvolutionClient; secret: string};

export type Stretch = {instance: string; clinic: string; fromMs: number; toMs: number};

/**
 * Answers how many messages the stretch has, once all of them are in the queue, or were before. Throws where that could
 * not be done; then it is safe to try again.
 */
export async function catchUp(deps: CatchUpDeps, stretch: Stretch): Promise<number> {
  const {client, secret} = deps;
  const {instance, clinic, fromMs, toMs} = stretch;
  // Whoever read the stretch before would have left nothing older: what is in it is not stale.
  const options = {secret, instance, clinic, nowMs: toMs, staleAfterMs: Infinity};
  const missed = [];
  for await (const record of findMessages(client, instance, fromMs, toMs)) {
    const parsed = parseMessage(record, options);
    if (parsed.type === 'message' || parsed.type === 'wordless') missed.push(parsed);
  }
  missed.sort((one, other) => one.message.atMs - other.message.atMs);
  for (const parsed of missed) {
    if (parsed.type === 'wordless') await askForText(deps, 'whatsapp', parsed.message);
    else await receive(deps, 'whatsapp', parsed.message);
  }
  return missed.length;
}
