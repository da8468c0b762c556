/** Thumbs up or down for a message, kept with it and gone with it. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';

export type Rating = {
  rating: 'up' | 'down';
  comment?: string | undefined;
};

type Input = {id: string; clinic: string; rating: Rating};

export const rateMessageScript = defineScript<Input>()({
  name: 'rate-message',
  accepts: true,
  lua: lua(import.meta.url, 'rate-message.lua'),
  owner: ({clinic, id}) => ({clinic, owner: id}),
  keys: {message: ({id}) => keys.message(id)},
  args: {
    rating: ({rating}) => rating.rating,
    comment: ({rating}, seal) => rating.comment && seal('comment', rating.comment),
  },
  answers: {rated: {}, unknown: {}},
});

/** False where nobody knows the message. Safe to repeat. */
export async function rateMessage(redis: Redis, id: string, rating: Rating): Promise<boolean> {
  const clinic = (await redis.run(client => client.hGet(keys.message(id), 'clinic'))) ?? '';
  return (await call(redis, rateMessageScript, {id, clinic, rating})).status === 'rated';
}
