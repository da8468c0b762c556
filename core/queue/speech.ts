/** What is said beside the words of a reply, as the scripts write it into event, hash and transcript. */
export type Speech = {
  by: 'agent' | 'person';
  /** Of the person. */
  name?: string | undefined;
  /** BCP 47. */
  locale?: string | undefined;
  /** What the visitor may say next. */
  choices?: readonly string[] | undefined;
};

/** Names and values in turn, as JSON; nothing of what is not known. */
export function speechOf({choices = [], ...others}: Speech): string {
  const known = Object.entries(others).filter(([, value]) => value !== undefined);
  return JSON.stringify([
    ...known.flat(),
    ...(choices.length > 0 ? ['choices', JSON.stringify(choices)] : []),
  ]);
}
