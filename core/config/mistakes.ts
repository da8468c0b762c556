/**
 * Every mistake of a configuration at once, a line each with the setting's name: before a process binds its port, and
 * before a release. Clinics belong to it, since nobody starts with a wrong file, or names a clinic that is not there.
 */
import {defaultClinicsDir, loadClinics} from '../clinics/load-clinics.ts';
import type {Given} from '../settings/settings.ts';
import {configFromEnv, givenIn, settingMistakes} from './config.ts';
import type {Environment} from './env-file.ts';
import {contradictions, unfinished} from './release.ts';

/** `isRelease`: also what a process outside of production would start with. */
export function mistakesIn(env: Environment, {isRelease = false} = {}): string[] {
  const given = givenIn(env);
  const wrong = settingMistakes(given);
  return eachOnce([
    ...wrong,
    ...contradictions(given),
    ...(isRelease || given['NODE_ENV'] === 'production' ? unfinished(given) : []),
    ...clinicMistakes(given, wrong.length === 0),
  ]);
}

/** What works and is perhaps not meant, where nothing is a mistake: nobody is kept from starting by it. */
export function doubtsIn(env: Environment): string[] {
  const given = givenIn(env);
  const {clinics, widget} = configFromEnv(given);
  const asks = loadClinics(clinics.dir ?? defaultClinicsDir).get(clinics.fallback ?? '')?.consent;
  return asks && widget.legacy.enabled
    ? [
        'DEFAULT_CLINIC: asks for consent, so that the old pages of GET /apps/voice-api/widget-chat are refused; ' +
          'WIDGET_FALLBACK_REST=false says so to them',
      ]
    : [];
}

/** What is missing is missing once, for however many reasons. */
function eachOnce(lines: readonly string[]): string[] {
  const said = new Set<string>();
  return lines.filter(line => {
    const [what] = /^\w+: is required\b/.exec(line) ?? [line];
    const isNew = !said.has(what);
    said.add(what);
    return isNew;
  });
}

function clinicMistakes(given: Given, isRight: boolean): string[] {
  const named = isRight ? clinicsNamed(given) : [['DEFAULT_CLINIC', given['DEFAULT_CLINIC'] ?? '']];
  try {
    const known = loadClinics(given['CLINICS_DIR'] ?? defaultClinicsDir);
    return named.flatMap(([setting, clinic = '']) =>
      clinic === '' || known.has(clinic)
        ? []
        : [`${setting}: there is no clinic ${clinic} in ${[...known.keys()].join(', ')}`],
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? `cannot be read (${error.code})` : undefined;
    return [`CLINICS_DIR: ${code ?? (error instanceof Error ? error.message : String(error))}`];
  }
}

/** By the setting that names it; a default that is not there only answers nobody. */
function clinicsNamed(given: Given): string[][] {
  const {channels} = configFromEnv(given);
  return [
    ['DEFAULT_CLINIC', given['DEFAULT_CLINIC'] ?? ''],
    ...[...channels.whatsapp.instances.values()].map(clinic => ['EVOLUTION_INSTANCES', clinic]),
    ...[...channels.sms.numbers.values()].map(clinic => ['TWILIO_NUMBERS', clinic]),
  ];
}
