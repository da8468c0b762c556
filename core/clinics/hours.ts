/** When a clinic, or a place of it, is open: by weekday, and by date where a date is its own. */
import {z} from 'zod';

/** A time on the wall clock, "00:00" to "24:00"; such times compare as strings. */
const Time = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time as HH:MM');

const OpenRange = z
  .tuple([Time, Time])
  .refine(([open, close]) => open < close, 'must open before it closes, on the same day');

/** When the clinic is open on one day; empty: closed. */
const DayHours = z
  .array(OpenRange)
  .refine(ranges => ranges.every(([open], i) => i === 0 || open >= (ranges[i - 1]?.[1] ?? '')), {
    error: 'must be in order and must not overlap',
  });

const onWeekday = DayHours.describe(
  'From and to, as `[["08:00", "12:00"], ["14:00", "18:00"]]`, by the clinic’s clock; `[]`: closed',
);

export const Hours = z.strictObject({
  monday: onWeekday,
  tuesday: onWeekday,
  wednesday: onWeekday,
  thursday: onWeekday,
  friday: onWeekday,
  saturday: onWeekday,
  sunday: onWeekday,
  closedOn: z.array(z.iso.date()).optional().describe('Dates (YYYY-MM-DD) when it stays shut: holidays'),
  special: z
    .record(z.iso.date(), DayHours)
    .optional()
    .describe(
      'Dates with hours of their own, before weekdays and `closedOn`: `{"2027-12-24": [["08:00", "12:00"]]}`',
    ),
});
export type Hours = z.infer<typeof Hours>;
