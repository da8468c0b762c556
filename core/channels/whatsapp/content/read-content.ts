/**
 * What a WhatsApp message says, whatever it is wrapped in. Lenient throughout: bytes and 64-bit numbers inside have
 * another form in each version, and nothing of them is needed. Content that has no name here counts as something
 * without words, unless words are found in it.
 */
import type {Ignored} from '../../channel.ts';
import {bookkeeping, noise} from './noise.ts';
import {findWords, isMembers, type Members, textAt} from './words-in.ts';

export type Content =
  /** `isMedia`: they stand below a picture, a film or the like. */
  | {type: 'words'; text: string; isMedia: boolean}
  | {type: 'wordless'}
  /** Earlier words were changed; `original`: the id of the message that they stood in. */
  | {type: 'edit'; text: string; original: string}
  | {type: 'noise'; reason: Ignored};

/** Where a text may be, by path; the first that has one. */
const texts = [
  'conversation',
  'extendedTextMessage.text',
  'buttonsResponseMessage.selectedDisplayText',
  'listResponseMessage.title',
  'templateButtonReplyMessage.selectedDisplayText',
  'interactiveResponseMessage.body.text',
  'buttonsResponseMessage.selectedButtonId',
  'listResponseMessage.singleSelectReply.selectedRowId',
  'templateButtonReplyMessage.selectedId',
];

/** What people send without words; at most a caption stands below it, and its other texts are names of files and places. */
const media = [
  'imageMessage',
  'videoMessage',
  'ptvMessage',
  'audioMessage',
  'documentMessage',
  'stickerMessage',
  'lottieStickerMessage',
  'stickerPackMessage',
  'locationMessage',
  'liveLocationMessage',
  'contactMessage',
  'contactsArrayMessage',
  'contactsMessage',
];

/** Levels of wrappers; nothing real has as many. */
const deepest = 8;

/** `message`: the part of that name, any JSON value. */
export function readContent(message: unknown): Content {
  const content = unwrap(message);
  if (!isMembers(content)) return quiet('malformed');
  const {protocolMessage: protocol} = content;
  if (isMembers(protocol)) return readProtocol(protocol);
  const members = Object.keys(content).filter(name => !bookkeeping.has(name) && content[name] != null);
  const said = members.filter(name => !noise.has(name));
  const [member] = members;
  if (said.length === 0 && member !== undefined) return quiet(noise.get(member) ?? 'protocol');
  if (said.length === 0) return keysOnly(content) ? quiet('protocol') : {type: 'wordless'};
  return readSaid(content, said);
}

function readSaid(content: Members, said: readonly string[]): Content {
  const text =
    textAt(content, 'speechToText')?.replace(/^\[audio\]\s*/, '') || // a voice note that Evolution has had written down
    texts.map(path => textAt(content, path)).find(Boolean) ||
    chosen(content);
  if (text) return {type: 'words', text, isMedia: false};
  const kind = media.find(name => said.includes(name));
  const words = kind ? captionOf(content[kind]) : findWords(content, said);
  if (words) return {type: 'words', text: words, isMedia: kind !== undefined};
  return said.every(isBlankText) ? quiet('empty') : {type: 'wordless'};
}

function captionOf(item: unknown): string | undefined {
  return textAt(item, 'caption') ?? textAt(item, 'comment');
}

/** Only of these is it known that they are all there is: white space. */
function isBlankText(name: string): boolean {
  return name === 'conversation' || name === 'extendedTextMessage';
}

/** Nothing but a key for later messages of a group. */
function keysOnly(content: Members): boolean {
  return Object.keys(content).some(name => /DistributionMessage$/.test(name));
}

/** WhatsApp's own business; one kind of it carries words, and they are the new ones of an earlier message. */
export function readProtocol(protocol: Members): Content {
  const isEdit = [undefined, null, 'MESSAGE_EDIT', 14, '14'].some(type => type === protocol['type']);
  if (!isEdit || !isMembers(protocol['editedMessage'])) return quiet('protocol');
  const edited = readContent(protocol['editedMessage']);
  if (edited.type !== 'words') return quiet('edited');
  const original = textAt(protocol, 'key.id');
  return original === undefined ? edited : {type: 'edit', text: edited.text, original};
}

/** Whatever has a message inside is a wrapper, whatever it is called. */
function unwrap(message: unknown): unknown {
  let content = message;
  for (let depth = 0; depth < deepest && isMembers(content); depth++) {
    const [inner] = Object.entries(content).flatMap(([name, value]) =>
      !bookkeeping.has(name) && isMembers(value) && isMembers(value['message']) ? [value['message']] : [],
    );
    if (inner === undefined) break;
    content = inner;
  }
  return content;
}

/** What was chosen in a form where no words came with it. */
function chosen(content: Members): string | undefined {
  const json = textAt(content, 'interactiveResponseMessage.nativeFlowResponseMessage.paramsJson');
  const answer = json === undefined ? undefined : parse(json);
  return textAt(answer, 'title') ?? textAt(answer, 'id');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // written by whoever made the form
  }
}

function quiet(reason: Ignored): Content {
  return {type: 'noise', reason};
}
