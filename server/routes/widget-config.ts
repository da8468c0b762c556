/** `GET /apps/voice-api/widget/config`: what the element shows before anything is said; nothing of a visitor in it. */
import {createHash} from 'node:crypto';
import type {Middleware} from 'koa';
import type {Clinic} from '../../core/clinics/clinic.ts';
import {consentOf, inLanguage} from '../../core/clinics/consent.ts';
import {isOpen} from '../../core/clinics/is-open.ts';
import {ChatError} from '../../core/errors.ts';
import {type Clinics, clinicOf} from '../../core/queue/accept.ts';
import type {WidgetConfig} from '../../core/wire-session.ts';
import {type AllowOriginsOptions, insistOnOrigin} from '../middleware/allow-origins.ts';
import {queryOf} from '../parse.ts';

export type WidgetConfigDeps = {
  clinics: Clinics;
  cors: AllowOriginsOptions;
  transports: {webSocketEnabled: boolean};
};

const mostChoices = 6;
const rightToLeft = /^(?:ar|fa|he|ur)\b/i;

/** Throws `clinic_not_found`, `origin_not_allowed`. */
export function widgetConfig({clinics, cors, transports}: WidgetConfigDeps): Middleware {
  return function widgetConfig(ctx) {
    const id = queryOf(ctx, 'clinic_id');
    if (id !== undefined && !clinics.known.has(id)) throw new ChatError('clinic_not_found');
    const clinic = clinicOf(clinics, id);
    insistOnOrigin(ctx, cors, [clinic]);
    const body = JSON.stringify(configOf(clinic, transports.webSocketEnabled, queryOf(ctx, 'locale')));
    ctx.set('Cache-Control', 'public, max-age=300');
    ctx.set('ETag', `"${digest(body)}"`);
    ctx.status = 200;
    ctx.type = 'json';
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = body;
  };
}

function configOf(clinic: Clinic, websocket: boolean, locale = ''): WidgetConfig {
  const {id, name, greeting, quickReplies = [], disclaimer, emergency, contact, privacyUrl} = clinic;
  const consent = consentOf(clinic, locale);
  return {
    clinic: {id, name, locale: clinic.locale, dir: rightToLeft.test(clinic.locale) ? 'rtl' : 'ltr'},
    greeting,
    choices: quickReplies.slice(0, mostChoices),
    disclosure: disclaimer,
    ...(privacyUrl && {privacy_url: privacyUrl}),
    ...(consent && {consent: {required: true, ...consent}}),
    emergency: {
      number: emergency.number,
      text: inLanguage(emergency.texts, locale) ?? emergency.text,
    },
    person: {available: isOpen(clinic, Date.now()), how: contact.person},
    features: {websocket, voice: clinic.voice?.inCloud === true, feedback: true},
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
