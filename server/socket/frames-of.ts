/** An event of a message in the words of the WebSocket: pure. `queued` has none, the `ack` has said it. */
import {Guard, type MessageEvent} from '../../core/wire/message.ts';
import type {SocketFrame} from '../../core/wire/stream.ts';

export function framesOf(message_id: string, event: MessageEvent): SocketFrame[] {
  const place = {message_id, cursor: event.id};
  const silence: SocketFrame = {type: 'typing', status: false, message_id};
  switch (event.type) {
    case 'queued':
      return [];
    case 'guard':
      return [{type: 'guard', ...Guard.parse(event), ...place}];
    case 'processing':
      return [{type: 'typing', status: true, message_id}];
    case 'delta':
      return [{type: 'delta', text: event.text, ...place}];
    case 'reset':
      return [{type: 'reset', ...place}];
    case 'message': {
      const {text, merged_into, at: timestamp} = event;
      return [silence, {type: 'message', text, merged_into, timestamp, ...place}];
    }
    case 'cancelled':
      return [silence, {type: 'cancelled', ...place}];
    case 'error':
      return [silence, {type: 'error', code: event.code, message: event.message, ...place}];
  }
}
