/**
 * Members of a WhatsApp message that nobody says anything with, and why: they are quiet. The list is complete on
 * purpose: what is not in it somebody has sent, and is told that we read text.
 */
import type {Ignored} from '../../channel.ts';

/** Stand beside what was said, and say nothing themselves. */
export const bookkeeping: ReadonlySet<string> = new Set([
  'messageContextInfo',
  'contextInfo',
  'base64',
  'mediaUrl',
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
]);

export const noise: ReadonlyMap<string, Ignored> = new Map(
  Object.entries({
    reaction: ['reactionMessage', 'encReactionMessage'],
    vote: [
      'pollUpdateMessage',
      'pollResultSnapshotMessage',
      'pollResultSnapshotMessageV3',
      'pollAddOptionMessage',
      'encEventResponseMessage',
      'eventResponseMessage',
    ],
    setting: [
      'pinInChatMessage',
      'keepInChatMessage',
      'requestPhoneNumberMessage',
      'declinePaymentRequestMessage',
      'cancelPaymentRequestMessage',
      'paymentInviteMessage',
      'systemMessage',
      'request_welcomeMessage',
      'statusNotificationMessage',
    ],
    call: [
      'callLogMesssage', // WhatsApp's own spelling
      'callLogMessage',
      'call',
      'bcallMessage',
      'scheduledCallCreationMessage',
      'scheduledCallEditMessage',
    ],
    // Its pictures follow, each in a message of its own.
    album: ['albumMessage'],
    // Hidden from linked devices: codes and other words of machines.
    automated: ['placeholderMessage'],
    protocol: [
      'initialSecurityNotificationSettingSync',
      'messageHistoryBundle',
      'messageHistoryNotice',
      'secretEncryptedMessage',
      'stickerSyncRmrMessage',
    ],
  } satisfies Partial<Record<Ignored, string[]>>).flatMap(([reason, members]) =>
    members.map(member => [member, reason as Ignored] as const),
  ),
);
