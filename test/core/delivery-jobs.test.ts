import {keys} from '../../core/keys.ts';
import {claimDelivery} from '../../core/outbox/claim.ts';
import {deliveries} from '../../core/outbox/delivery.ts';
import {finishDelivery} from '../../core/outbox/finish.ts';
import {streamConsumerContract} from '../contracts/stream-consumer.ts';
import {answer, deliveryOptions, sent} from '../helpers/outbox.ts';

streamConsumerContract({
  fifo: deliveries,
  add: (redis, id, group) => answer(redis, id, group, `reply to ${id}`),
  async finish(redis, entry, consumer) {
    const claimed = await claimDelivery(redis, deliveryOptions, entry, consumer);
    if (claimed.status === 'send') await finishDelivery(redis, deliveryOptions, claimed.delivery, sent);
  },
  hash: keys.delivery,
});
