/** What a message's hash holds of the send itself; what comes from Redis passes here, once, and is opened. */
import {z} from 'zod';
import {isEnvelope, type Sealer} from '../seal.ts';

export const Stored = z.object({
  text: z.string(),
  clinic: z.string(),
  agent: z.string().optional(),
  user: z.string().optional(),
  locale: z.string().optional(),
  target: z.string().optional(),
  provider_id: z.string().optional(),
  trace: z.string().optional(),
  guard_kind: z.enum(['emergency', 'urgent']).optional().catch(undefined),
  guard_text: z.string().optional(),
  guard_phone: z.string().optional(),
  metadata: z
    .string()
    .optional()
    .transform((json): unknown => json && JSON.parse(json))
    .pipe(z.record(z.string(), z.unknown()).optional()),
});
export type Stored = z.infer<typeof Stored>;

/** Fields that are sealed for their message. */
export const sealedFields = ['text', 'target', 'provider_id', 'metadata'] as const;

/** Those that are sealed for their session, also where they stand in a message: they share them. */
export const sharedFields = ['user', 'agent'] as const;

/** `null` where it is no message of ours, or cannot be opened. */
export function openStored(
  sealer: Sealer,
  {id, session}: {id: string; session: string},
  hash: Record<string, string>,
): Stored | null {
  const {clinic = ''} = hash;
  const opened = {...hash};
  try {
    for (const field of sealedFields) {
      const value = hash[field];
      if (value !== undefined) opened[field] = sealer.open(field, {clinic, owner: id}, value);
    }
    for (const field of sharedFields) {
      const value = hash[field];
      if (field === 'agent' && !isEnvelope(value)) continue; // 0.2.0 wrote it as it was
      if (value !== undefined) opened[field] = sealer.open(field, {clinic, owner: session}, value);
    }
    return Stored.safeParse(opened).data ?? null;
  } catch {
    return null; // its seal is broken, or its metadata is no JSON
  }
}
