/**
 * Names of members that only the element's own scripts know, and of Lit's that nobody else asks for: what is shipped calls
 * each by a letter or two, the same in all of its scripts. None of them is in a request, an answer, the browser's storage,
 * the words, or what a page may use; `test/widget/own-names.test.ts` holds that. A browser's
 * own that is called the same is read by its string.
 */
export const ownNames = `
  transcript conversation viewers isShown deadlineMs isLast poller failures tell givenToken onFailure
  isLeading isGiven baseMs capMs waitSeconds retryLongMs isTroubled bodyOf detach hiddenMs wake graceMs
  failure nudge mayHold carried prepare heldMs isNews attach forget become retryAfterMs leave life cuts
  hear say isInline chat awaited composer showEarlier announce wording isOpen step alarmed isShort onSubmit
  isAddress blocks spans lines loadConfig readOut onInput onKey plainText stage onMove settle onChange
  onDraft onSay place isSpare onCancel onClosed onScroll hold put isEven renderTools reveal loadEarlier
  choose hasEarlier stateOf dayOf isOver isOn note later look lead take sync instead ClientError renderFlat
  isAccepted errorWords createAsk speakerOf emptyTurn Poller onceEach speechOf withoutAlarm focusOn problem
  ask follow
  host element root store apply connect advance disconnect fail save
  isUpdatePending hasUpdated enableUpdating shouldUpdate willUpdate renderRoot createRenderRoot
  elementStyles getPropertyOptions shadowRootOptions scheduleUpdate performUpdate getUpdateComplete
  firstUpdated finalizeStyles createProperty
  elementProperties strings ctor attribute reflect converter toAttribute fromAttribute
`
  .trim()
  .split(/\s+/);

/** Letters in the order in which the compiler likes them. */
const letters = 'etsniroalhcdpufgmwvbkxyjqzETSNIROALHCDPUFGMWVBKXYJQZ';

/** The name that stands for the nth of them. */
function short(n) {
  return `${letters[n % 52]}${n < 52 ? '' : letters[Math.floor(n / 52) - 1]}`;
}

/** What only its class knows, as `minify.js` has named it: the same few in all classes, so the shortest are theirs. */
const ofOneClass = Array.from({length: 10}, (_, n) => `_own${n}`);

/** As the compiler is told of them; what else begins with a line below is in one script, or Lit's. */
export const shortNames = {
  regex: new RegExp(`^(?:_.*|${ownNames.join('|')})$`),
  cache: {props: Object.fromEntries([...ofOneClass, ...ownNames].map((name, n) => [`$${name}`, short(n)]))},
};
