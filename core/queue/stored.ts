/** What a message's hash holds of the send itself; what comes from Redis passes here, once. */
import {z} from 'zod';

export const Stored = z.object({
  text: z.string(),
  clinic: z.string(),
  agent: z.string().optional(),
  user: z.string().optional(),
  target: z.string().optional(),
  provider_id: z.string().optional(),
  metadata: z
    .string()
    .optional()
    .transform((json): unknown => json && JSON.parse(json))
    .pipe(z.record(z.string(), z.unknown()).optional()),
});
export type Stored = z.infer<typeof Stored>;
