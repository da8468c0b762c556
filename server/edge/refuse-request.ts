/** Refusals before there is a request of Koa's, or where there never will be one: as every other error is answered. */
import {type ServerResponse, STATUS_CODES} from 'node:http';
import type {Duplex} from 'node:stream';
import type {ChatError} from '../../core/errors.ts';
import {problem} from '../middleware/answer-errors.ts';
import {sharedHeaders} from '../middleware/identify-requests.ts';

/** Answers, and closes the connection after it. */
export function refuseRequest(response: ServerResponse, request: string, error: ChatError): void {
  for (const [name, value] of headersOf(request, error)) response.setHeader(name, value);
  response.shouldKeepAlive = false;
  response.writeHead(error.status).end(JSON.stringify(problem(error)));
}

/** The same where Node has no response object. */
export function refuseRaw(socket: Duplex, request: string, error: ChatError, status = error.status): void {
  const body = JSON.stringify({...problem(error), status});
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headersOf(request, error).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.on('error', () => undefined); // gone before it was answered
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function headersOf(request: string, error: ChatError): [string, string][] {
  return [
    ...Object.entries(sharedHeaders),
    ['X-Request-Id', request],
    ['Content-Type', 'application/problem+json'],
    ...(error.status === 401 ? ([['WWW-Authenticate', 'Bearer']] as [string, string][]) : []),
    ...(error.retryAfterSeconds === undefined
      ? []
      : ([['Retry-After', String(error.retryAfterSeconds)]] as [string, string][])),
  ];
}
