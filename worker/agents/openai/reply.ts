/**
 * What a model server answers, as what is said. A reply is done only when the server says that it has ended well;
 * every other end is a failure, or a refusal with words.
 */
import type {Said} from '../agent.ts';
import {wholeSentences} from '../sentences.ts';
import type {UpstreamAnswer} from '../upstream/exchange.ts';
import {failure} from '../upstream/faults.ts';
import {type Chunk, readChunk, readError} from './chunk.ts';
import {type Ending, endingOf} from './endings.ts';
import {readFrames} from './frames.ts';
import {told} from './refusal.ts';
import {Thoughts} from './thoughts.ts';

export type ReplyRules = {
  /** For a server that never says why a reply has ended: its `[DONE]` is taken for a good end. */
  endsWithDone: boolean;
  /** It thinks before it answers, and does not mark where it begins. */
  thinksUnmarked: boolean;
  /** Told where it turns out to be such. */
  onUnmarked: () => void;
};

/** What is cut ends with this. */
const cutMark = ' …';

/** Throws failures, and whatever is thrown at what is not to be understood. */
export async function* readReply(answer: UpstreamAnswer, rules: ReplyRules): AsyncGenerator<Said> {
  const {thinksUnmarked: fromStart, onUnmarked} = rules;
  const thoughts = new Thoughts({fromStart, onUnmarked});
  let reply: number | undefined;
  let ending: Ending | undefined;
  let isRefusing = false;
  let isDone = false;
  for await (const frame of readFrames(answer.type, answer.chunks)) {
    isDone = frame.type === 'done';
    if (isDone) break;
    if (frame.type === 'life') yield {type: 'writing'};
    if (frame.type === 'error' && !ending) throw told(readError(frame.text));
    if (frame.type !== 'json' && frame.type !== 'document') continue;
    const chunk = readChunk(frame.value, reply);
    reply = chunk.reply;
    if (chunk.error && !ending) throw told(chunk.error);
    if (frame.type === 'document' && reply === undefined) throw failure('strange');
    if (chunk.tokens) yield {type: 'tokens', ...chunk.tokens};
    if (chunk.refusal !== '' && !isRefusing && thoughts.text !== '') yield {type: 'reset'};
    isRefusing ||= chunk.refusal !== '';
    yield* speak(thoughts, chunk, isRefusing);
    if (chunk.words !== '') ending = undefined; // one that said so before has not ended yet
    if (chunk.ending !== '') {
      ending = endingOf(chunk.ending);
      yield* end(thoughts, ending);
    }
    answer.isWhole(ending !== undefined);
    isDone = frame.type === 'document';
  }
  if (ending !== undefined) return;
  if (!isDone || !rules.endsWithDone) throw failure('unfinished');
  yield* end(thoughts, 'well');
}

/** The words of a chunk; without any it still shows that somebody is at work. */
function* speak(thoughts: Thoughts, {words, refusal}: Chunk, isRefusing: boolean): Generator<Said> {
  if (isRefusing) yield refusal;
  else if (words === '') yield {type: 'writing'};
  else {
    const said = thoughts.take(words);
    if (said.length === 0) yield {type: 'writing'};
    yield* said;
  }
}

/** What is left to say at this end; throws where it is none for a reply. */
function* end(thoughts: Thoughts, ending: Ending): Generator<Said> {
  if (ending !== 'well' && ending !== 'at its length') throw failure(ending);
  yield* thoughts.flush();
  if (ending === 'well') return;
  const {text} = thoughts;
  const whole = wholeSentences(text);
  if (whole === '') throw failure('cut_short');
  if (whole.length < text.trimEnd().length) {
    yield {type: 'reset'};
    yield whole;
  }
  yield cutMark;
}
