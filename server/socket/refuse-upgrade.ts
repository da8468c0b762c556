import {STATUS_CODES} from 'node:http';
import type {Duplex} from 'node:stream';
import type {ChatError} from '../../core/errors.ts';
import {problem} from '../middleware/answer-errors.ts';

/** Answers a request to upgrade as any other error is answered; Node has no response object for these. */
export function refuseUpgrade(socket: Duplex, request: string, error: ChatError): void {
  const body = JSON.stringify(problem(error));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    `X-Request-Id: ${request}`,
    ...(error.retryAfterSeconds === undefined ? [] : [`Retry-After: ${error.retryAfterSeconds}`]),
  ];
  socket.on('error', () => undefined); // gone before it was answered
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
