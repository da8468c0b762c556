/**
 * What a message of Telegram says. Each has one member that is its content; those that nobody says anything with are a
 * list, complete on purpose: what is not in it somebody has sent, and is told that we read text.
 */
import {z} from 'zod';
import type {Ignored} from '../channel.ts';

const Id = z.number().refine(Number.isSafeInteger);
const Words = z.string().optional().catch(undefined);
const Seconds = z.number().nonnegative().optional().catch(undefined);

export const Person = z.object({id: Id, is_bot: z.boolean().catch(false), language_code: Words});
export type Person = z.infer<typeof Person>;

const Button = z.object({text: z.string(), callback_data: Words});

/** Members that are not named here stay: what they are called says what was sent. */
export const Message = z.looseObject({
  message_id: Id,
  from: Person.optional(),
  chat: z.object({id: Id, type: z.string()}),
  date: Seconds,
  edit_date: Seconds,
  text: Words,
  caption: Words,
  media_group_id: Words,
  poll: z.object({question: z.string()}).optional().catch(undefined),
  checklist: z.object({title: z.string()}).optional().catch(undefined),
  web_app_data: z.object({button_text: z.string()}).optional().catch(undefined),
  reply_markup: z
    .object({inline_keyboard: z.array(z.array(Button))})
    .optional()
    .catch(undefined),
});
export type Message = z.infer<typeof Message>;

const quiet: Partial<Record<Ignored, readonly string[]>> = {
  payment: ['successful_payment', 'refunded_payment', 'invoice', 'passport_data'],
  setting: [
    'message_auto_delete_timer_changed',
    'chat_background_set',
    'write_access_allowed',
    'connected_website',
    'paid_message_price_changed',
    'direct_message_price_changed',
    'chat_owner_changed',
    'chat_owner_left',
  ],
  call: [
    'video_chat_scheduled',
    'video_chat_started',
    'video_chat_ended',
    'video_chat_participants_invited',
    'voice_chat_scheduled',
    'voice_chat_started',
    'voice_chat_ended',
    'voice_chat_participants_invited',
  ],
  service: [
    'pinned_message',
    'gift',
    'unique_gift',
    'gift_upgrade_sent',
    'gift_premium',
    'new_chat_members',
    'new_chat_member',
    'new_chat_participant',
    'left_chat_member',
    'left_chat_participant',
    'new_chat_title',
    'new_chat_photo',
    'delete_chat_photo',
    'group_chat_created',
    'supergroup_chat_created',
    'channel_chat_created',
    'migrate_to_chat_id',
    'migrate_from_chat_id',
    'users_shared',
    'user_shared',
    'chat_shared',
    'boost_added',
    'proximity_alert_triggered',
    'forum_topic_created',
    'forum_topic_edited',
    'forum_topic_closed',
    'forum_topic_reopened',
    'general_forum_topic_hidden',
    'general_forum_topic_unhidden',
    'giveaway_created',
    'giveaway',
    'giveaway_winners',
    'giveaway_completed',
    'checklist_tasks_done',
    'checklist_tasks_added',
    'suggested_post_approved',
    'suggested_post_approval_failed',
    'suggested_post_declined',
    'suggested_post_paid',
    'suggested_post_refunded',
    'managed_bot_created',
    'poll_option_added',
    'poll_option_deleted',
  ],
};
const reasons = new Map(
  Object.entries(quiet).flatMap(([reason, members]) =>
    members.map(member => [member, reason as Ignored] as const),
  ),
);

/** Telegram's own accounts: codes for signing in, and the like. */
const machines = new Set([777_000, 42_777]);

export function isMachine(id: number): boolean {
  return machines.has(id);
}

/** Why nothing is said with it, where that is so. */
export function whyQuiet(message: Message): Ignored | undefined {
  for (const member of Object.keys(message)) {
    const reason = message[member] === undefined ? undefined : reasons.get(member);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** `isMedia`: they stand below a picture or the like, or nothing does. */
export function wordsOf(message: Message): {text: string; isMedia: boolean} {
  const {text, caption, poll, checklist, web_app_data: app} = message;
  const words = text ?? poll?.question ?? checklist?.title ?? app?.button_text;
  return words === undefined ? {text: caption ?? '', isMedia: true} : {text: words, isMedia: false};
}
