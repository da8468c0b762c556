/** `GET /apps/voice-api/widget/config`: what the element shows before anything is said; nothing of a visitor in it. */
import {createHash} from 'node:crypto';
import type {Middleware} from 'koa';
import type {Clinic} from '../../../core/clinics/clinic.ts';
import {clinicIn} from '../../../core/clinics/clinic-in.ts';
import {consentOf} from '../../../core/clinics/consent.ts';
import {emergencyWords} from '../../../core/clinics/emergency.ts';
import {isOpen} from '../../../core/clinics/is-open.ts';
import {isLocale, languageOf} from '../../../core/clinics/locale.ts';
import {ChatError} from '../../../core/errors.ts';
import {type Clinics, clinicOf} from '../../../core/queue/accept.ts';
import {WidgetConfig} from '../../../core/wire/session.ts';
import {type AllowOriginsOptions, insistOnOrigin} from '../../middleware/allow-origins.ts';
import {json, query} from '../../openapi/operation.ts';
import {queryOf} from '../../parse.ts';
import type {Route} from '../route.ts';

export type WidgetConfigDeps = {
  clinics: Clinics;
  cors: AllowOriginsOptions;
  transports: {webSocketEnabled: boolean; rolloutPercent: number};
};

const mostChoices = 6;
const rightToLeft = /^(?:ar|fa|he|ur)\b/i;

export const widgetConfig: Route<WidgetConfigDeps> = {
  method: 'get',
  path: '/apps/voice-api/widget/config',
  access: 'public',
  describe: {
    operationId: 'readWidgetConfig',
    tag: 'sessions',
    summary:
      'What the element shows before anything is said; for everybody the same, and may be kept for five minutes',
    parameters: [
      query('clinic_id', 'Absent: the default clinic'),
      query('locale', 'BCP 47: words in this language where the clinic has them'),
    ],
    responses: {
      200: json('With an `ETag`', WidgetConfig),
      304: 'As it was when `If-None-Match` was told',
      404: '`clinic_not_found`',
    },
  },
  handle: showConfig,
};

/** Throws `clinic_not_found`, `origin_not_allowed`. */
function showConfig({clinics, cors, transports}: WidgetConfigDeps): Middleware {
  return function showConfig(ctx) {
    const id = queryOf(ctx, 'clinic_id');
    if (id !== undefined && !clinics.known.has(id)) throw new ChatError('clinic_not_found');
    const clinic = clinicOf(clinics, id);
    insistOnOrigin(ctx, cors, [clinic]);
    // The same for everybody: who of them it is for is told with the session.
    const websocket = transports.webSocketEnabled && transports.rolloutPercent > 0;
    const body = JSON.stringify(configOf(clinic, websocket, queryOf(ctx, 'locale')));
    ctx.set('Cache-Control', 'public, max-age=300');
    ctx.set('ETag', `"${digest(body)}"`);
    ctx.status = 200;
    ctx.type = 'json';
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = body;
  };
}

/** `locale` and `dir` are of the words that are here. */
function configOf(clinic: Clinic, websocket: boolean, wanted = ''): WidgetConfig {
  const asked = isLocale(wanted) ? wanted : clinic.locale;
  const spoken = clinicIn(clinic, asked);
  const {id, name, locale, greeting, quickReplies = [], disclaimer, contact, privacyUrl} = spoken;
  const consent = consentOf(clinic, asked);
  return {
    clinic: {id, name, locale, dir: rightToLeft.test(locale) ? 'rtl' : 'ltr'},
    greeting,
    choices: quickReplies.slice(0, mostChoices),
    disclosure: disclaimer,
    ...(privacyUrl && {privacy_url: privacyUrl}),
    ...(consent && {consent: {required: true, ...consent}}),
    emergency: {
      number: clinic.emergency.number,
      text: emergencyWords(clinic, 'emergency', languageOf(asked)).text,
    },
    person: {available: isOpen(clinic, Date.now()), how: contact.person},
    features: {websocket, voice: clinic.voice?.inCloud === true, feedback: true},
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
