/** English, folded: lower case, no apostrophes. */
import type {Language} from './faq-language.ts';
import {createWords} from './faq-words.ts';

// Also who is meant and when: that seldom is what a question is about.
const stopWords = new Set(
  `a able about across actually after again all allowed already also am an and any anybody anyone anything are
    aren arent around as ask asking at be because been before being bit both brother but by can cannot cant
    could couldn couldnt currently dad did didn didnt do does doesn doesnt doing don dont each even ever every
    exactly father feel feeling feels few folks for from getting give gives go going gonna got gotten guy guys
    had hadn happen has hasn hasnt have haven havent having he hello help her here hers hi him his hope hoping
    how however hows i id if ill im in info information inside instead into is isn isnt it its ive just keep
    kept kind kinds know lady lately leave less let like lol look looking looks lot lots madam made make makes
    making may maybe me might mine mom month more most mother mum must my need next no normally not of off ok
    okay on onto or our out over own please pls plz possible prefer provide put question r rather really rn said
    say seem shall she should shouldn since sir sister so some somewhere still such supposed tell than that the
    their them then there these they thing things think this those thx tmrw to tomorow tomorrow too try trying u
    under until up ur us use used uses using usually very wanna want was wasn wasnt wat wats we week went were
    what whats wheres whether which while who whos will with within won wonder wondering wont would wouldn
    wouldnt yeah yes yet you your yours`.split(/\s+/),
);

const synonyms = [
  ['appointment', 'appt', 'apt', 'visit'],
  ['book', 'booking', 'schedule', 'arrange', 'reserve'],
  ['reschedule', 'rescheduling', 'postpone', 'move', 'change', 'switch'],
  ['cancel', 'cancelling', 'canceling', 'cancellation'],
  ['price', 'cost', 'fee', 'charge', 'expensive', 'rate'],
  ['doctor', 'dr', 'doc', 'physician'],
  ['child', 'children', 'kid', 'toddler', 'baby'],
  ['vaccine', 'vaccination', 'vaccinated', 'shot', 'jab', 'immunization'],
  ['medicine', 'medication', 'meds', 'pills', 'drug'],
  ['refill', 'renew', 'renewal'],
  ['near', 'nearest', 'nearby', 'closest'],
  ['pain', 'hurt', 'ache'],
  ['phone', 'telephone', 'call', 'ring', 'cell'],
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
  words: createWords({stopWords, synonyms, stem}),
  smallTalk: [
    {
      heard: /\b(?:hi+|hello+|hola|hey+|good (?:morning|afternoon|evening|day)|greetings|how are you)\b/g,
      line: 'Hello! What would you like to know about the clinic?',
    },
    {
      heard: /\b(?:thanks?(?: you)?(?: so much| very much| a lot)?|thx|ty|great|perfect|cheers|ok(?:ay)?)\b/g,
      line: 'You are welcome! Is there anything else you would like to know?',
    },
    {
      heard: /\b(?:good ?bye|bye+|see you|good night|have a (?:nice|good|great) (?:day|evening|weekend))\b/g,
      line: 'Goodbye, and take care!',
    },
  ],
  unknown: 'I am sorry, I do not know that.',
};

/** "bookings", "booked" and "book" meet in "book", "nurses" and "nursing" in "nurs". */
function stem(word: string): string {
  return word
    .replace(/(?<=..[^s])s$/, '')
    .replace(/(?<=...)ing$|(?<=..[^aeiou])ed$|(?<=....)e$/, '')
    .replace(/ie$|(?<=..)y$/, 'i')
    .replace(/([^aeiou])\1$/, '$1');
}
