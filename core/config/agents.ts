import {agentNames} from '../clinics/clinic.ts';
import {defineSettings} from '../settings/settings.ts';
import {headers, httpUrl, json, maybeWhole, text, whole, word, words} from '../settings/variable.ts';
import {turnsSettings} from './turns.ts';

export const agentsSettings = defineSettings({
  title: 'agents (worker)',
  variables: {
    AGENT: words(
      'Who answers: faq (embedded; needs no key and no network), openai (any compatible model) or http ' +
        '(a back end of your own). Several with commas between: the next one answers while one is down. A ' +
        'clinic’s file may say otherwise.',
      {of: agentNames, fallback: 'faq'},
    ),
    AGENT_MAX_CHARS: whole('Replies are cut at the end of a sentence before so many characters.', {
      fallback: 4000,
      min: 1,
      max: 100_000,
    }),
    FIRST_WORD_TIMEOUT_MS: maybeWhole(
      'How long an upstream may be silent before its first word; thinking aloud and keep-alives are no ' +
        'silence. Default: 40000, or less where ATTEMPT_TIMEOUT_MS is, which bounds it and must be larger.',
      {min: 100, max: 600_000},
    ),
    BETWEEN_WORDS_TIMEOUT_MS: maybeWhole(
      'How long it may be silent after a word. Default: 20000, or less where ATTEMPT_TIMEOUT_MS is.',
      {min: 100, max: 600_000},
    ),
    OPENAI_BASE_URL: httpUrl(
      'For openai: the base URL, as https://host/v1. Azure: https://NAME.openai.azure.com/openai/v1, or ' +
        '…/openai/deployments/NAME?api-version=…; `npm run agent -- check` tells whether it works.',
    ),
    OPENAI_API_KEY: text('What is sent there as `Authorization: Bearer …`, or as `api-key` to Azure.'),
    OPENAI_MODEL: text('The model to ask for.'),
    OPENAI_HEADERS: headers('Further headers, as Name=value with commas between or as JSON.'),
    OPENAI_BODY: json(
      'What else goes into each request, as JSON, such as {"temperature":0.2,"max_tokens":800}.',
      {without: ['messages', 'model']},
    ),
    OPENAI_CONTEXT_TOKENS: maybeWhole(
      'How many tokens the model can take at once, reply included: histories and knowledge are cut to it.',
      {min: 1000, max: 10_000_000},
    ),
    OPENAI_ENDS_WITH: word(
      'A reply is whole when the server gives a good finish_reason. done: its [DONE] is enough, for a ' +
        'server that never gives one; whether a reply was cut can then not be told.',
      {of: ['finish_reason', 'done'], fallback: 'finish_reason'},
    ),
    AGENT_URL: httpUrl('For http: where questions are POSTed.'),
    AGENT_SECRET: text('Signs them (HMAC-SHA256).'),
  },
  uses: {ATTEMPT_TIMEOUT_MS: turnsSettings.variables.ATTEMPT_TIMEOUT_MS},
  /** An attempt bounds every wait within it. */
  check: values =>
    (['FIRST_WORD_TIMEOUT_MS', 'BETWEEN_WORDS_TIMEOUT_MS'] as const).flatMap(name => {
      const attemptMs = values.ATTEMPT_TIMEOUT_MS ?? Number.POSITIVE_INFINITY;
      if ((values[name] ?? 0) < attemptMs) return [];
      return [`${name}: must be smaller than ATTEMPT_TIMEOUT_MS, which bounds it (${attemptMs})`];
    }),
  value: values => ({
    /** In the order in which they are asked: the next answers where one fails. */
    agents: values.AGENT,
    openai: {
      baseUrl: values.OPENAI_BASE_URL,
      apiKey: values.OPENAI_API_KEY,
      model: values.OPENAI_MODEL,
      headers: values.OPENAI_HEADERS,
      body: values.OPENAI_BODY,
      contextTokens: values.OPENAI_CONTEXT_TOKENS,
      endsWithDone: values.OPENAI_ENDS_WITH === 'done',
    },
    http: {url: values.AGENT_URL, secret: values.AGENT_SECRET},
    agentMaxChars: values.AGENT_MAX_CHARS,
    patience: patienceOf(values),
  }),
});

/** How long an agent is waited for: what is not set fits into what an attempt may take. */
function patienceOf(values: {
  ATTEMPT_TIMEOUT_MS: number;
  FIRST_WORD_TIMEOUT_MS?: number | undefined;
  BETWEEN_WORDS_TIMEOUT_MS?: number | undefined;
}) {
  const {ATTEMPT_TIMEOUT_MS: attemptMs, FIRST_WORD_TIMEOUT_MS: firstMs = 0} = values;
  // What is left of the attempt is for whoever answers instead: 3 s, if there are as many.
  const left = Math.max(attemptMs / 2, Math.min(attemptMs * 0.93, attemptMs - 3000));
  const wholeMs = Math.max(Math.ceil(left), firstMs);
  return {
    firstWordMs: firstMs || Math.min(40_000, wholeMs),
    betweenWordsMs: values.BETWEEN_WORDS_TIMEOUT_MS ?? Math.min(20_000, wholeMs),
    /** All of a reply. */
    wholeMs,
  };
}
