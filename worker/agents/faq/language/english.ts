/** English, folded: lower case, no apostrophes. */
import {englishHours} from '../hours/english.ts';
import type {Language} from './language.ts';
import {createWords} from './words.ts';

// Also who is meant and when: that seldom is what a question is about.
const stopWords = new Set(
  `a able about across actually after again all allowed already also am an and any anybody anyone anything
    are aren arent around as ask asking at back be because been before being bit both brother but by came
    can cannot cant chance could couldn couldnt couple currently dad did didn didnt do does doesn doesnt
    doing don dont during each even ever every exactly father feel feeling feels few folks for from getting
    give gives go going gonna got gotten guy guys had hadn happen happened has hasn hasnt have haven havent
    having he hello help her here heres hers hes hi him his hope hoping how however hows i id if ill im in
    info information inside instead into is isn isnt it its ive just keep kept kind kinds know lady lately
    leave less let like lol look looking looks lot lots madam made make makes making may maybe me might mine
    mom month more most mother mum must my need next no normally not of off ok okay on onto or our out over
    own please pls plz possible prefer provide put question r rather really rn said say seem several shall
    she shes should shouldn since sir sister so some something somewhere still such supposed tell than that
    thats the their them then there these they theyre thing things think thinking this those thx tmrw to
    tomorow tomorrow too try trying turn u under until up ur us use used uses using usually very wanna want
    was wasn wasnt wat wats we week went were what whats when wheres whether which while who whos will with
    within won wonder wondering wont would wouldn wouldnt yeah yes yet you your youre yours`.split(/\s+/),
);

const synonyms = [
  ['appointment', 'appt', 'apt', 'visit'],
  ['book', 'booking', 'schedule', 'arrange', 'reserve'],
  ['reschedule', 'rescheduling', 'postpone', 'move', 'push', 'change', 'switch'],
  ['cancel', 'cancelling', 'canceling', 'cancellation'],
  ['price', 'cost', 'fee', 'charge', 'expensive', 'rate'],
  ['doctor', 'dr', 'doc', 'physician'],
  ['child', 'children', 'kid', 'toddler', 'baby'],
  ['vaccine', 'vaccination', 'vaccinated', 'shot', 'jab', 'immunization'],
  ['medicine', 'medication', 'meds', 'pills', 'drug'],
  ['refill', 'renew', 'renewal'],
  ['near', 'nearest', 'nearby', 'closest'],
  ['pain', 'hurt', 'ache'],
  ['phone', 'telephone', 'call', 'dial', 'reach', 'ring', 'cell'],
  ['email', 'mail'],
  ['address', 'location', 'located'],
  ['park', 'parking'],
  ['hours', 'opening', 'schedule'],
  ['open', 'close', 'start', 'shut'],
  ['someone', 'somebody', 'person', 'human'],
  ['covid', 'corona', 'coronavirus'],
  ['sick', 'ill', 'unwell'],
  ['accept', 'take'],
  ['test', 'lab'],
  ['fill', 'sign'],
  ['minutes', 'mins'],
  ['clinic', 'office', 'practice', 'place'],
  ['talk', 'speak', 'chat'],
  ['saturday', 'sat'],
  ['sunday', 'sun'],
];

export const english: Language = {
  code: 'en',
  words: createWords({stopWords, synonyms, stem}),
  hours: englishHours,
  reference: {
    aspects: new Set(
      `where when how much many long last cost costs price prices pricey fee charge pay free expensive cheap take
        takes time minutes days far early late age old young need required bring extra included cover covered`.split(
        /\s+/,
      ),
    ),
    asks: {
      where: /\bwhere\b/,
      when: /\bwhen\b/,
      price: /\b(?:how much(?! (?:time|longer))|costs?|price|pricey|fees?|charge|expensive|pay|free)\b/,
    },
    adding: /^(?:ok |so )?(?:and|also|what about|how about)\b/,
    fragment: /^(?:for|with|on|in|at|to|by)\b/,
    pointing: /\b(?:it|its|that|those|these|them|there|then|this)\b/,
    addressing: /\b(?:you|u|your|ur|yours|clinic|office)\b/,
    joining: /,? \b(?:and|also|plus)\b /,
  },
  smallTalk: [
    {
      kind: 'greeting',
      heard:
        /\b(?:hi+|hello+|hola|hey+|howdy|good (?:morning|afternoon|evening|day)|greetings|how (?:are|r) (?:you|u)(?: doing)?(?: today)?(?= ?$| ?[?!.,]))\b/g,
    },
    {
      kind: 'thanks',
      heard:
        /\b(?:(?:many )?thanks?(?: (?:you|u))?(?: so much| very much| a lot)?|thx|ty|tysm|great|perfect|awesome|cheers|ok(?:ay)?)\b/g,
    },
    {
      kind: 'goodbye',
      heard:
        /\b(?:good ?bye|bye+|see (?:you|ya)(?: later)?|good night|have a (?:nice|good|great) (?:one|day|evening|weekend))\b/g,
    },
  ],
  lines: {
    greeting: 'Hello! What would you like to know about the clinic?',
    thanks: 'You are welcome! Is there anything else you would like to know?',
    goodbye: 'Goodbye, and take care!',
    wordless: 'What would you like to know about the clinic?',
    unknown: 'I am sorry, I do not know that.',
    rest: 'The rest of your message I cannot answer.',
    otherInsurance: 'I do not find that insurance in my list.',
    clinician: number =>
      `I am an automatic assistant and cannot judge that: a doctor or a nurse must answer it. If it cannot wait, call ${number}.`,
    holiday: phone => `But that is a public holiday: please check by phone, ${phone}.`,
  },
};

/** "bookings", "booked" and "book" meet in "book", "nurses" and "nursing" in "nurs". */
function stem(word: string): string {
  return word
    .replace(/(?<=..[^s])s$/, '')
    .replace(/(?<=...)ing$|(?<=..[^aeiou])ed$|(?<=...)e$/, '')
    .replace(/ie$|(?<=..)y$/, 'i')
    .replace(/([^aeiou])\1$/, '$1');
}
