/**
 * What a WhatsApp message says, whatever it is wrapped in. Lenient throughout: bytes and 64-bit numbers inside
 * have another form in each version, and nothing of them is needed.
 */
import type {Ignored} from '../channel.ts';

/** A text, or that there is something without one, or why it is nothing to answer. */
export type Content = {text: string} | 'wordless' | Ignored;

type Members = Record<string, unknown>;

const wrappers = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'groupMentionedMessage',
  'editedMessage',
];

/** Where a text may be, by path; the first that has one. */
const texts = [
  'conversation',
  'extendedTextMessage.text',
  'imageMessage.caption',
  'videoMessage.caption',
  'documentMessage.caption',
  'buttonsResponseMessage.selectedDisplayText',
  'listResponseMessage.title',
  'templateButtonReplyMessage.selectedDisplayText',
  'interactiveResponseMessage.body.text',
  'buttonsResponseMessage.selectedButtonId',
  'listResponseMessage.singleSelectReply.selectedRowId',
  'templateButtonReplyMessage.selectedId',
];

const wordless = [
  'imageMessage',
  'videoMessage',
  'ptvMessage',
  'audioMessage',
  'documentMessage',
  'stickerMessage',
  'lottieStickerMessage',
  'locationMessage',
  'liveLocationMessage',
  'contactMessage',
  'contactsArrayMessage',
];

/** `message`: the part of that name, any JSON value. */
export function readContent(message: unknown): Content {
  const content = unwrap(message);
  if (!isMembers(content)) return 'malformed';
  if (isMembers(content['protocolMessage'])) {
    return isMembers(content['protocolMessage']['editedMessage']) ? 'edited' : 'protocol';
  }
  if ('reactionMessage' in content || 'encReactionMessage' in content) return 'reaction';
  const text = spoken(content) ?? texts.map(path => textAt(content, path)).find(Boolean) ?? chosen(content);
  if (text) return {text};
  return wordless.some(kind => isMembers(content[kind])) ? 'wordless' : 'empty';
}

function unwrap(message: unknown): unknown {
  let content = message;
  // Bounded: nothing real is wrapped so often.
  for (let depth = 0; depth < 8 && isMembers(content); depth++) {
    const outer: Members = content;
    const inner = wrappers.map(name => outer[name]).find(isMembers);
    if (!inner) break;
    content = inner['message'];
  }
  return content;
}

/** A voice note that Evolution has had written down. */
function spoken(content: Members): string | undefined {
  return textAt(content, 'speechToText')?.replace(/^\[audio\]\s*/, '');
}

/** What was chosen where no words came with it: in a form, in a poll. */
function chosen(content: Members): string | undefined {
  const options = at(content, 'pollUpdateMessage.vote.selectedOptions');
  if (Array.isArray(options)) return options.filter(option => typeof option === 'string').join(', ');
  const json = textAt(content, 'interactiveResponseMessage.nativeFlowResponseMessage.paramsJson');
  const chosen = json === undefined ? undefined : parse(json);
  return textAt(chosen, 'title') ?? textAt(chosen, 'id');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // written by whoever made the form
  }
}

function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((now, name) => (isMembers(now) ? now[name] : undefined), value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
