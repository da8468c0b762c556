/** What a clinic says in its further languages, as its file has it. */
import {z} from 'zod';
import {Locale} from './locale.ts';
import {HttpUrl, TapText, Words} from './shapes.ts';

const WordsOfALanguage = z.strictObject({
  greeting: Words.optional().describe('As `greeting`'),
  disclaimer: Words.optional().describe('As `disclaimer`'),
  quickReplies: z.array(TapText).optional().describe('As `quickReplies`'),
  person: Words.optional().describe('As `contact.person`'),
  address: Words.optional().describe('As `contact.address`'),
  privacyUrl: HttpUrl.optional().describe('As `privacyUrl`'),
});

export const FurtherWords = z.record(Locale, WordsOfALanguage);
