/** The webhooks of the channels, for the OpenAPI document; what their bodies hold is their providers' matter. */
import {problem} from './openapi-parts.ts';

const outcome = {
  type: 'object',
  required: ['accepted'],
  properties: {
    accepted: {type: 'boolean'},
    reason: {type: 'string', description: 'Why an event becomes no message'},
  },
};

const refusals = {
  401: problem('`unauthorized`: not the provider’s'),
  413: problem('`body_too_large`'),
  503: problem('Redis is away, or too much is waiting: come again; see Retry-After'),
};

function webhook(summary: string, answer: object, parameters: readonly object[] = []) {
  return {post: {summary, parameters, responses: {200: answer, ...refusals}}};
}

const asJson = {description: 'Durable, or not wanted', content: {'application/json': {schema: outcome}}};
const asXml = {description: 'Durable, or not wanted', content: {'text/xml': {schema: {type: 'string'}}}};
const instance = {name: 'instance', in: 'path', required: true, schema: {type: 'string'}};

export const webhookPaths = {
  '/webhooks/evolution/': webhook('WhatsApp through Evolution API', asJson),
  '/webhooks/evolution/{instance}': webhook('The same, of one instance', asJson, [instance]),
  '/webhooks/telegram': webhook('Telegram', asJson),
  '/webhooks/sms': webhook('SMS through Twilio', asXml),
};
