import {keys} from '../../core/keys.ts';
import {claim} from '../../core/queue/claim.ts';
import {finish} from '../../core/queue/finish.ts';
import {messages} from '../../core/queue/messages.ts';
import {streamConsumerContract} from '../contracts/stream-consumer.ts';
import {add, options} from '../helpers/queue.ts';

streamConsumerContract({
  fifo: messages,
  add: (redis, id, group) => add(redis, id, `s${group}`),
  async finish(redis, entry, consumer) {
    const claimed = await claim(redis, options, entry, consumer);
    if (claimed.status === 'run') await finish(redis, options, claimed.turn, {status: 'done', text: 'ok'});
  },
  hash: keys.message,
});
