/** Which of a clinic's locations a text names, and what is told of them. */
import type {Clinic, Location} from '../../../core/clinics/clinic.ts';
import type {Hours} from '../../../core/clinics/hours.ts';
import {split} from './language/words.ts';

/** Named by all words of its name, or by one that no other location has. */
export function hearLocation(clinic: Clinic, text: string): Location | null {
  const {locations = []} = clinic;
  if (locations.length === 0) return null;
  const said = new Set(split(text.slice(0, 300)));
  const wordsOf = (name: string) => split(name).filter(word => word.length > 2);
  const shared = [clinic.name, ...locations.map(({name}) => name)].flatMap(name => [
    ...new Set(wordsOf(name)),
  ]);
  const own = (name: string) =>
    wordsOf(name).filter(word => shared.filter(each => each === word).length === 1);
  return locations.find(({name}) => own(name).some(word => said.has(word))) ?? null;
}

/** What a text asks, without the name of the location. */
export function withoutLocation(text: string, {name}: Location): string {
  const words = new Set(split(name));
  return text
    .replace(/[\p{L}\p{M}\p{N}]+/gu, word => (words.has(split(word)[0] ?? '') ? '' : word))
    .replace(/ +/g, ' ')
    .replace(/ (?:of|at|in|for|the|de|en|del|la) ?$/, '');
}

export function hoursOf(clinic: Clinic, location: Location): Hours {
  return location.hours ?? clinic.hours;
}

/** A line for each location, of what is known of it there. */
export function listLocations(
  {locations = []}: Clinic,
  tell: (location: Location) => string | undefined,
): string {
  return locations
    .flatMap(location => {
      const told = tell(location);
      return told ? [`${location.name}: ${told}`] : [];
    })
    .join('\n');
}
