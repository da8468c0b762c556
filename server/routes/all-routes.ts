/** Every route there is. A new one is its file, and a line here. */
import {reply, resume} from './admin-sessions.ts';
import {demoPage, hashedWidgetFile, widgetFile} from './assets.ts';
import {continuePage, continueSession} from './continue.ts';
import {contract} from './contract.ts';
import {feedback} from './feedback.ts';
import {liveness, readiness} from './health.ts';
import {history} from './history.ts';
import {legacyChat} from './legacy-chat.ts';
import {cancel, poll} from './poll.ts';
import type {Route} from './route.ts';
import {send} from './send.ts';
import {endSession, startSession} from './session.ts';
import {socket} from './socket.ts';
import {sendAndStream, stream} from './stream.ts';
import {streamsHealth} from './streams-health.ts';
import {webhooks} from './webhooks.ts';

export const allRoutes = [
  send,
  poll,
  cancel,
  sendAndStream,
  stream,
  socket,
  startSession,
  endSession,
  continueSession,
  history,
  feedback,
  legacyChat,
  ...webhooks,
  streamsHealth,
  reply,
  resume,
  liveness,
  readiness,
  contract,
  widgetFile,
  hashedWidgetFile,
  demoPage,
  continuePage,
] as const satisfies readonly Route<never>[];
