/** An event of a message in the words of the WebSocket: pure. `queued` has none, the `ack` has said it; nor has `thinking`. */
import type {MessageEvent} from '../../core/wire/message.ts';
import type {SocketFrame} from '../../core/wire/stream.ts';

export function framesOf(message_id: string, event: MessageEvent): SocketFrame[] {
  const place = {message_id, cursor: event.id};
  const silence: SocketFrame = {type: 'typing', status: false, message_id};
  switch (event.type) {
    case 'queued':
    case 'thinking': // `typing` has said that somebody is at work
      return [];
    case 'guard':
      return [{type: 'guard', kind: event.kind, text: event.text, phone: event.phone, ...place}];
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
