import {line} from '../../../core/channels/line/line.ts';
import {inboundContract} from '../../contracts/channel.ts';
import {channelEnv, type Post} from '../../helpers/webhook.ts';

const sign = (body: string): Post => ({
  path: `/webhooks/line/${channelEnv.LINE_SECRET}`,
  headers: {'content-type': 'application/json'},
  body,
});

inboundContract({
  channel: line,
  sign,
  message: (text, id, from = '15555550142') => sign(JSON.stringify({id, from, text})),
  wordless: id => sign(JSON.stringify({id, from: '15555550142'})),
  forged: post => ({...post, path: '/webhooks/line/guess'}),
  target: '15555550142',
  providerId: id => id,
  accepted: ({status, text}) => status === 200 && text.startsWith('{"accepted":true'),
});
