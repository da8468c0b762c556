/** What proves that a webhook is Evolution's: one secret for all instances, or one for each, which proves no other. */
export type WebhookSecrets = {
  /** Of all instances that have none of their own. */
  webhookSecret: string | undefined;
  webhookSecrets: ReadonlyMap<string, string>;
};

export function secretOf(
  {webhookSecret, webhookSecrets}: WebhookSecrets,
  instance: string,
): string | undefined {
  return webhookSecrets.get(instance) ?? webhookSecret;
}

export function allSecrets({webhookSecret, webhookSecrets}: WebhookSecrets): string[] {
  return [...new Set([...webhookSecrets.values(), ...(webhookSecret === undefined ? [] : [webhookSecret])])];
}

/** `name=secret,name=secret` for instances that there are; `undefined` for a secret of all. */
export function secretsIn(
  written: string | undefined,
  instances: ReadonlyMap<string, string>,
): Map<string, string> | undefined {
  const items = (written ?? '').split(',').map(item => item.trim());
  const found = items.flatMap(item => {
    const [name = '', secret] = [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)];
    return instances.has(name) && secret ? [[name, secret] as const] : [];
  });
  return found.length > 0 ? new Map(found) : undefined;
}
