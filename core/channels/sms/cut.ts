/**
 * Is a form cut into names and values where Twilio cut it? Its signature does not tell: a captured form could be cut
 * elsewhere, for the message in it to have another id and to be heard again.
 */

/** What remains of an id that was cut begins otherwise: its letters are small. */
const nameOfTwilio = /^[A-Z][A-Za-z0-9]*$/;
/** Behind a whole id stands nothing: more would be the name that follows it. */
const moreThanAnId = /^(?:SM|MM)[0-9a-f]{32}[\s\S]/;

/** `once`: names that have one value. */
export function isCutByTwilio(form: URLSearchParams, once: readonly string[]): boolean {
  return (
    [...form.keys()].every(name => nameOfTwilio.test(name)) &&
    once.every(name => new Set(form.getAll(name)).size <= 1) &&
    !moreThanAnId.test(form.get('MessageSid') ?? '')
  );
}
