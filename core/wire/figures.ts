/** The shape of `GET /admin/figures`: how it was, as columns of equal length, oldest first. */
import {z} from 'zod';

const Column = z.array(z.number().min(0));
const Seconds = z.array(z.number().min(0).nullable());

export const Figures = z
  .object({
    step_seconds: z.int().min(1).meta({description: 'What one point stands for'}),
    at: z.array(z.int()).meta({description: 'Unix seconds'}),
    waiting: Column.meta({description: 'Messages that nobody had taken yet, at the most'}),
    answering: Column,
    oldest_seconds: Column.meta({
      description: 'How long the oldest message in the queue had been there, at the most',
    }),
    replies_per_minute: Column,
    reply_seconds: z
      .object({p50: Seconds, p95: Seconds, p99: Seconds})
      .meta({description: 'From acceptance to reply; null: there was none'}),
    channels: z.array(z.string()).meta({description: 'Those with replies in this time'}),
    clinics: z.array(z.string()),
  })
  .meta({
    id: 'Figures',
    examples: [
      {
        step_seconds: 60,
        at: [1_764_200_040, 1_764_200_100],
        waiting: [0, 4],
        answering: [2, 3],
        oldest_seconds: [0.8, 2.1],
        replies_per_minute: [12, 31],
        reply_seconds: {p50: [0.9, 1.1], p95: [2.4, 3], p99: [4.1, 5.2]},
        channels: ['whatsapp', 'widget'],
        clinics: ['demo'],
      },
    ],
  });
export type Figures = z.infer<typeof Figures>;
