/** Thumbs up or down for a message, kept with it and gone with it. */
import {keys} from '../keys.ts';
import type {Redis} from '../redis/connection.ts';
import {call, defineScript, lua} from '../redis/script.ts';

export type Rating = {
  rating: 'up' | 'down';
  comment?: string | undefined;
};

type Input = {id: string; rating: Rating; session: string | undefined};

export const rateMessageScript = defineScript<Input>()({
  name: 'rate-message',
  lua: lua(import.meta.url, 'rate-message.lua'),
  keys: {message: ({id}) => keys.message(id)},
  args: {
    session: ({session}) => session,
    rating: ({rating}) => rating.rating,
    comment: ({rating}) => rating.comment,
  },
  answers: {rated: {}, unknown: {}},
});

/** False where nobody knows the message, or it is not of the widget session that is named. Safe to repeat. */
export async function rateMessage(
  redis: Redis,
  id: string,
  rating: Rating,
  session?: string,
): Promise<boolean> {
  return (await call(redis, rateMessageScript, {id, rating, session})).status === 'rated';
}
