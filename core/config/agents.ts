import {agentNames} from '../clinics/clinic.ts';
import {defineSettings} from '../settings/settings.ts';
import {httpUrl, text, whole, words} from '../settings/variable.ts';

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
    OPENAI_BASE_URL: httpUrl('For openai: the base URL, as https://host/v1.'),
    OPENAI_API_KEY: text('What is sent there as `Authorization: Bearer …`.'),
    OPENAI_MODEL: text('The model to ask for.'),
    AGENT_URL: httpUrl('For http: where questions are POSTed.'),
    AGENT_SECRET: text('Signs them (HMAC-SHA256).'),
  },
  value: values => ({
    /** In the order in which they are asked: the next answers where one is down. */
    agents: values.AGENT,
    openai: {baseUrl: values.OPENAI_BASE_URL, apiKey: values.OPENAI_API_KEY, model: values.OPENAI_MODEL},
    http: {url: values.AGENT_URL, secret: values.AGENT_SECRET},
    agentMaxChars: values.AGENT_MAX_CHARS,
  }),
});
