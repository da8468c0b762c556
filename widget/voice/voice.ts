/**
 * Speaking instead of writing, and hearing what is answered; loaded when somebody first presses the microphone. What is
 * said about one's health stays on the device: the browser recognises it there, or, only where the clinic has allowed
 * that and the visitor is told so on screen, with its maker. Words come into the text box, where they can be read before
 * they are sent. Where there is no way, or none is allowed, that is said once, and the visitor writes.
 */
import type {PanelView} from '../panel-view.ts';
import type {Turn} from '../turn.ts';
import {voiceWords} from './words.ts';

/** What browsers have, as far as it is needed; none of it is in TypeScript's own library yet. */
type Recognition = EventTarget & {
  lang: string;
  interimResults: boolean;
  processLocally?: boolean;
  start(): void;
  stop(): void;
};
type Availability = {langs: string[]; processLocally: boolean};
type RecognitionClass = {
  new (): Recognition;
  prototype: object;
  available?(options: Availability): Promise<string>;
  install?(options: Availability): Promise<boolean>;
};
type Results = Iterable<{0: object}>;

export class Voice {
  /** Somebody is being heard. */
  isOn = false;
  /** There is no way of being heard. */
  isOver = false;
  /** What is to be known of it, on screen. */
  note = '';
  readonly #panel: PanelView;
  #recognition: Recognition | undefined;
  #isAnswered = false;

  constructor(panel: PanelView) {
    this.#panel = panel;
  }

  /** Begins to hear, or ends it. */
  async toggle(): Promise<void> {
    speechSynthesis?.cancel();
    if (this.isOn) {
      this.#recognition?.stop();
      return;
    }
    const words = this.#words;
    const lang = this.#panel.host.locale || words.lang;
    const way = await wayOf(recognitionClass(), lang);
    const isAllowed = way === 'device' || (way === 'cloud' && this.#panel.config?.features.voice);
    const Class = recognitionClass();
    if (!Class || !isAllowed) {
      this.#end(words.unheard);
      return;
    }
    this.#hear(new Class(), lang, way === 'device');
  }

  /** Reads a reply out, to whoever has spoken; by a voice of the device, since others send the words away. */
  read({reply, locale}: Turn): void {
    if (!this.#isAnswered || !('speechSynthesis' in globalThis)) return;
    const lang = locale || this.#words.lang;
    const language = lang.split('-')[0] ?? '';
    const voices = speechSynthesis.getVoices().filter(({localService}) => localService);
    const voice = voices.find(one => one.lang.startsWith(language));
    if (!voice) return;
    const utterance = new SpeechSynthesisUtterance(this.#panel.plainText(reply));
    utterance.voice = voice;
    utterance.lang = lang;
    speechSynthesis.speak(utterance);
  }

  stop(): void {
    this.#recognition?.stop();
    if ('speechSynthesis' in globalThis) speechSynthesis.cancel();
  }

  #hear(recognition: Recognition, lang: string, isLocal: boolean): void {
    const words = this.#words;
    this.#recognition = recognition;
    recognition.lang = lang;
    recognition.interimResults = true;
    if (isLocal) recognition.processLocally = true;
    recognition.addEventListener('result', event => this.#panel.composer.put(wordsIn(event)));
    recognition.addEventListener('error', event => {
      const {error} = Object(event);
      if (error !== 'no-speech' && error !== 'aborted') this.#end(words.unheard);
    });
    recognition.addEventListener('end', () => this.#become(false, this.isOver ? this.note : ''));
    this.#isAnswered = true;
    this.#become(true, isLocal ? words.listening : `${words.listening} ${words.cloud}`);
    this.#panel.readOut(this.note);
    try {
      recognition.start();
    } catch {
      this.#end(words.unheard); // the page's policy, or another one that listens
    }
  }

  #end(note: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#become(false, note);
    this.#panel.readOut(note);
  }

  #become(isOn: boolean, note: string): void {
    this.isOn = isOn;
    this.note = note;
    this.#panel.host.requestUpdate();
  }

  get #words() {
    return {...voiceWords, ...this.#panel.words};
  }
}

/** `device`: nothing of what is said leaves it. */
async function wayOf(type: RecognitionClass | undefined, lang: string): Promise<'device' | 'cloud' | ''> {
  if (!type) return '';
  const wanted = {langs: [lang], processLocally: true};
  try {
    const state = 'processLocally' in type.prototype ? await type.available?.(wanted) : '';
    if (state === 'available') return 'device';
    if (state === 'downloadable' && (await type.install?.(wanted))) return 'device';
  } catch {
    // The page's policy forbids it, or this browser knows it in another form: then not on the device.
  }
  return 'cloud';
}

function recognitionClass(): RecognitionClass | undefined {
  const {SpeechRecognition, webkitSpeechRecognition} = globalThis as Record<string, unknown>;
  const found = SpeechRecognition ?? webkitSpeechRecognition;
  return typeof found === 'function' ? (found as RecognitionClass) : undefined;
}

function wordsIn(event: Event): string {
  const {results} = Object(event) as {results: Results};
  // By its string: what is ours and called so has another name in what is shipped.
  return Array.from(results, result => Reflect.get(result[0], 'transcript'))
    .join('')
    .trim();
}
