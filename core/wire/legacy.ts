/** The shape of `GET /admin/legacy`: counts of pages, and nothing of anybody's. */
import {z} from 'zod';
import {At} from './message.ts';

const PageUse = z.object({
  clinic_id: z.string().meta({description: 'Who answered it; empty where nobody could'}),
  page: z.string().meta({
    description:
      'Origin and path; `*` for what is no common word of addresses. `none`: the request named no page. `other`: a site that may not chat, or more pages than are counted',
  }),
  uses: z.int().min(1),
  uses_today: z.int().min(0),
  last_on: z.iso.date().meta({description: 'In UTC'}),
});

export const LegacyUse = z
  .object({
    enabled: z.boolean().meta({description: '`WIDGET_FALLBACK_REST`'}),
    deprecated_at: At,
    sunset_at: At,
    days: z.int().meta({description: 'That is looked back'}),
    pages: z.array(PageUse),
  })
  .meta({id: 'LegacyUse'});
export type LegacyUse = z.infer<typeof LegacyUse>;
