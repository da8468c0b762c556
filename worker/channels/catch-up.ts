/**
 * What an instance heard and nobody told us: its webhooks give up after 20 minutes, and are lost when it restarts. What
 * came before is the same message, so it may be read as often as one likes. What the clinic answered itself meanwhile is
 * taken first: then nothing is answered again.
 */
import type {Said} from '../../core/channels/channel.ts';
import {receive} from '../../core/channels/hearing/receive.ts';
import type {ReceiveDeps} from '../../core/channels/hearing/receive-deps.ts';
import type {EvolutionClient} from '../../core/channels/whatsapp/evolution-client.ts';
import {findMessages} from '../../core/channels/whatsapp/find-messages.ts';
import {parseRecord} from '../../core/channels/whatsapp/parse-message.ts';
import {secretOf, type WebhookSecrets} from '../../core/channels/whatsapp/webhook-secret.ts';

export type CatchUpDeps = ReceiveDeps & {client: EvolutionClient; secrets: WebhookSecrets};

export type Stretch = {instance: string; clinic: string; fromMs: number; toMs: number};

/**
 * Answers how many messages the stretch has, once all of them are in the queue, or were before. Throws where that could
 * not be done; then it is safe to try again.
 */
export async function catchUp(deps: CatchUpDeps, stretch: Stretch): Promise<number> {
  const {client} = deps;
  const {instance, clinic, fromMs, toMs} = stretch;
  const secret = secretOf(deps.secrets, instance) ?? '';
  const options = {secret, instance, clinic, nowMs: toMs, idMaker: 'unknown'} as const;
  const missed: Said[] = [];
  for await (const record of findMessages(client, instance, fromMs, toMs)) {
    missed.push(...parseRecord(record, options));
  }
  missed.sort((one, other) => rankOf(one) - rankOf(other) || timeOf(one) - timeOf(other));
  for (const said of missed) await receive(deps, 'whatsapp', said);
  return missed.filter(({type}) => type === 'message' || type === 'wordless').length;
}

/** The clinic's own words first; what was changed after what it is a change of. */
function rankOf({type}: Said): number {
  return type === 'own' ? 0 : type === 'edit' ? 2 : 1;
}

function timeOf(said: Said): number {
  return said.type === 'edit' ? said.edit.atMs : said.message.atMs;
}
