/** Every route there is. A new one is its file, and a line here. */
import {erase, reply, resume} from './operators/admin-sessions.ts';
import {dashboard, deskPage, migrationPage, plots} from './operators/dashboard.ts';
import {listClinics, listSessions, readSession, takeSession} from './operators/desk.ts';
import {figures, queue} from './operators/figures.ts';
import {legacyPages} from './operators/legacy-pages.ts';
import {
  discardDelivery,
  discardMessage,
  replayMessage,
  resendDelivery,
  timeline,
  words,
} from './operators/messages.ts';
import {metrics} from './operators/metrics.ts';
import {streamsHealth} from './operators/streams-health.ts';
import {demoPage, hashedWidgetFile, widgetFile, widgetPart} from './process/assets.ts';
import {contract} from './process/contract.ts';
import {galleryPage, themingPage} from './process/development.ts';
import {liveness, readiness} from './process/health.ts';
import type {Route} from './route.ts';
import {webhooks} from './webhooks.ts';
import {consent} from './widget/consent.ts';
import {continuePage, continueSession} from './widget/continue.ts';
import {feedback} from './widget/feedback.ts';
import {history} from './widget/history.ts';
import {legacyChat} from './widget/legacy-chat.ts';
import {log} from './widget/log.ts';
import {cancel, poll} from './widget/poll.ts';
import {send} from './widget/send.ts';
import {endSession, startSession} from './widget/session.ts';
import {socket} from './widget/socket.ts';
import {sendAndStream, stream} from './widget/stream.ts';
import {widgetConfig} from './widget/widget-config.ts';

export const allRoutes = [
  send,
  poll,
  cancel,
  sendAndStream,
  stream,
  log,
  socket,
  startSession,
  endSession,
  continueSession,
  widgetConfig,
  consent,
  history,
  feedback,
  legacyChat,
  ...webhooks,
  streamsHealth,
  dashboard,
  deskPage,
  legacyPages,
  migrationPage,
  plots,
  metrics,
  figures,
  queue,
  timeline,
  words,
  replayMessage,
  discardMessage,
  resendDelivery,
  discardDelivery,
  listClinics,
  listSessions,
  readSession,
  takeSession,
  reply,
  resume,
  erase,
  liveness,
  readiness,
  contract,
  widgetFile,
  hashedWidgetFile,
  widgetPart,
  demoPage,
  galleryPage,
  themingPage,
  continuePage,
] as const satisfies readonly Route<never>[];
