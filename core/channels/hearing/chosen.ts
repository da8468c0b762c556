/** A number alone, where the last reply offered a list: the words that stand there. */
import {parseChoices} from '../../events/open-event.ts';
import {keys} from '../../keys.ts';
import type {Redis} from '../../redis/connection.ts';
import {openIfWhole} from '../../seal.ts';
import type {Place} from './place.ts';

export async function chosen(redis: Redis, {home}: Place, text: string): Promise<string> {
  const number = Number(/^\s*(\d)\s*[.)]?\s*$/.exec(text)?.[1] ?? 0);
  if (number === 0 || home.channel === 'widget') return text; // there a list has buttons
  const key = keys.transcript(home.channel, home.session);
  const newest = await redis.run(client => client.xRevRange(key, '+', '-', {COUNT: 1}));
  const {role, message: owner = ''} = newest?.[0]?.message ?? {};
  if (role !== 'agent') return text;
  const [clinic, sealed] = await redis.run(client =>
    client.hmGet(keys.message(owner), ['clinic', 'choices']),
  );
  const choices = openIfWhole(redis.sealer, 'choices', {clinic: clinic ?? '', owner}, sealed);
  return (choices === undefined ? undefined : parseChoices(choices)[number - 1]) ?? text;
}
