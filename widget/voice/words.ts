/** What is said about speaking, in English. */
export const voiceWords = {
  listening: 'Listening. Press again when you have finished.',
  cloud: 'Your browser’s maker hears what you say, to write it down.',
  unheard: 'Speaking is not possible here. Please write.',
};

export type VoiceWords = typeof voiceWords;
