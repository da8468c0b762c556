import type {Utterance} from '../../core/queue/transcript.ts';

const maxHistoryChars = 12_000;

/** The newest utterances that fit together, whole and in order: what an upstream is shown of a conversation. */
export function limitHistory(history: readonly Utterance[], maxChars = maxHistoryChars): Utterance[] {
  let chars = 0;
  const tooOld = history.findLastIndex(({text}) => {
    chars += text.length;
    return chars > maxChars;
  });
  return history.slice(tooOld + 1);
}
