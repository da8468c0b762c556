/** Commands that every bot of Telegram has, and the keywords that people write without knowing them. */
import type {Wish} from '../channel.ts';
import {wishIn} from '../hearing/wishes.ts';

const commands: Record<string, Wish> = {start: 'start', help: 'help', settings: 'help', stop: 'stop'};

/** `/start` may carry whatever a link brought with it; a command may be addressed to the bot by name. */
export function commandIn(text: string): {wish?: Wish} {
  const [, name = ''] = /^\/(\w+)(?:@\w+)?(?:\s|$)/.exec(text) ?? [];
  const wish = Object.hasOwn(commands, name.toLowerCase()) ? commands[name.toLowerCase()] : undefined;
  return wish === undefined ? wishIn(text) : {wish};
}
