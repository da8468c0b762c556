import fc from 'fast-check';
import {hearAlarm, sayAlarm} from '../../core/guard/hear-alarm.ts';
import {test} from '../helpers/test.ts';

const emergency = {
  number: '911',
  text: 'Call 911 now.',
  texts: {es: 'Llame ahora al 911.'},
  urgent: 'If it is urgent, 911.',
  urgentTexts: {es: 'Si es urgente, 911.'},
};
const clinic = {locale: 'en-US', locales: ['es'], emergency};
const hear = (...heard: Parameters<typeof hearAlarm>) => hearAlarm(...heard)?.guard ?? null;
const kindOf = (text: string) => hear(clinic, text)?.kind ?? null;

test('answers in the language of the visitor, with the number of the clinic', t => {
  t.deepEqual(hear(clinic, 'My dad collapsed and he is not breathing'), {
    kind: 'emergency',
    text: emergency.text,
    phone: emergency.number,
    locale: 'en-US',
  });
  t.is(hear(clinic, 'mi papá se desmayó y no respira')?.text, emergency.texts.es);
  const other = {locale: 'de', emergency: {number: '112', text: 'Rufen Sie 112.'}};
  t.is(hear(other, 'mi papá se desmayó y no respira')?.text, 'Rufen Sie 112.');
});

test('adds the help line that the alarm calls for, where the clinic or its country has one', t => {
  const dying = 'I want to kill myself tonight';
  const poisoned = 'mi niña se tomó el cloro';
  t.regex(hear(clinic, dying)?.text ?? '', /^Call 911 now\. .*\b988\b/);
  t.regex(hear(clinic, poisoned)?.text ?? '', /^Llame ahora al 911\. .*1-800-222-1222/);
  t.regex(hear({...clinic, emergency: {...emergency, suicide: '555-0100'}}, dying)?.text ?? '', /555-0100/);
  t.is(hear({...clinic, emergency: {...emergency, number: '555-0199'}}, dying)?.text, emergency.text);
  t.is(hear(clinic, 'crushing chest pain and my arm is numb')?.text, emergency.text);
});

test('speaks more gently of what may be an emergency', t => {
  const said = {language: 'es', lines: []};
  t.deepEqual(sayAlarm(clinic, 'urgent', said), {
    kind: 'urgent',
    text: emergency.urgentTexts.es,
    phone: '911',
    locale: 'es',
  });
  t.is(sayAlarm(clinic, 'emergency', said).text, emergency.texts.es);
});

test('hears both languages, and both in one message, whatever the clinic speaks', t => {
  const plain = {locale: 'en-US', locales: [], emergency};
  for (const text of [
    'mi esposo tiene mucho dolor en el pecho y no puede respirar',
    'mi mom no despierta, please help, she took all her pastillas',
    'my abuela se cayó and she cant move her leg, está sangrando mucho',
  ]) {
    t.is(hear(plain, text)?.kind, 'emergency', text);
  }
});

test('stays quiet at what visitors write on any day', t => {
  for (const text of [
    'What time do you open on Saturday?',
    'find apple pie recipe',
    'my luggage has not arrived',
    'i cant make it tomorrow',
    'La Unión Soviética y los Estados Unidos',
    'Can I get a refill of my inhaler? No rush.',
    'my boss is killing me, I need a note',
    'no chest pain, no fever, just my yearly checkup',
    'me muero de hambre después del ayuno',
    '¿A qué hora cierran hoy?',
    'quiero cambiar mi cita para el jueves',
  ]) {
    t.is(kindOf(text), null, text);
  }
});

test('takes no scrap of a sentence for an alarm', t => {
  for (const text of [
    '',
    ' ',
    'no',
    'and',
    'he',
    'my mother',
    'for my son',
    '30',
    'text 5',
    '?',
    'y',
    'sí',
    'mi madre',
    'thinking',
    'deep down',
    'disappearing words',
    'chest',
    'ayuda',
    'pensando',
    'en el fondo',
    'pecho',
  ]) {
    t.is(kindOf(text), null, text);
  }
});

test('hears a cry that tells nothing else, in any order of its words', t => {
  for (const text of ['emergency', '¡¡EMERGENCIA!!', '911', 'urgent', 'urgente por favor'])
    t.is(kindOf(text), 'urgent', text);
  for (const text of [
    'sos',
    'auxilio',
    'help me please now',
    'ayuda por favor urgente',
    'por favor urgente ayuda',
  ])
    t.truthy(kindOf(text), text);
  for (const text of [
    'it is an emergency',
    'IT IS AN EMERGENCY PLEASE HELP',
    'es una emergencia',
    'call 911 now',
  ])
    t.is(kindOf(text), 'emergency', text);
  for (const text of ['it is not an emergency', 'emergency contact', 'no es urgente', 'help please'])
    t.is(kindOf(text), null, text);
});

test('says nothing where the clinic does not want it', t => {
  t.is(hear({...clinic, guard: {enabled: false}}, 'I want to kill myself'), null);
  t.truthy(hear({...clinic, guard: {}}, 'I want to kill myself'));
});

test('hears through capitals, accents, pictures, drawn-out letters, typing errors and missing stops', t => {
  for (const text of [
    'I CAN’T BREATHE',
    'i caaaan’t breeeeathe',
    'i cant breth my chest is so tigth',
    'crushing chést páin down my arm',
    '🆘 heart attack 🆘 my dad is having a heart attack',
    'no puedo réspirar',
    'ｍｙ ｄａｄ ｉｓ ｎｏｔ ｂｒｅａｔｈｉｎｇ',
    '𝐡𝐞 𝐢𝐬 𝐮𝐧𝐜𝐨𝐧𝐬𝐜𝐢𝐨𝐮𝐬',
    'hi um so my husband he just fell over in the kitchen and hes not answering me and his lips are blue',
  ]) {
    t.is(kindOf(text), 'emergency', text);
  }
});

test('hears an alarm between courtesies, wherever it stands', t => {
  const calm = fc.constantFrom('Where can I park?', 'Do you take my insurance?', '¿Abren hoy?', 'Thanks.');
  t.notThrows(() =>
    fc.assert(
      fc.property(
        fc.array(calm, {maxLength: 20}),
        fc.array(calm, {maxLength: 20}),
        (before, after) =>
          kindOf([...before, 'My dad is not breathing and he is blue.', ...after].join(' ')) === 'emergency',
      ),
    ),
  );
});

test('stays quiet in a language that it does not know, unless a phrase of its list is in it', t => {
  const strange = [
    'Guten Tag, ich möchte meinen Termin am Donnerstag verschieben, geht das?',
    'Bonjour, je voudrais prendre un rendez-vous pour ma fille la semaine prochaine',
    'Ich habe seit gestern starke Schmerzen im linken Knie und kann nicht laufen',
    'Buongiorno, vorrei spostare il mio appuntamento di venerdì mattina',
    'Zdravstvuyte, ya khotel by zapisatsya na priyom k vrachu',
    'Я хочу записаться на приём',
    '我想预约明天的门诊',
    'xq zj kw pf lorem ipsum dolor sit amet consectetur',
  ];
  for (const text of strange) t.is(kindOf(text), null, text);
  t.is(kindOf('Bitte Hilfe, mein Mann, he is not breathing, schnell bitte, wir sind zu Hause'), 'emergency');
});

test('answers any text, and the same text always the same', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 4000}), text => {
        const first = hear(clinic, text);
        return JSON.stringify(hear(clinic, text)) === JSON.stringify(first);
      }),
    ),
  );
});
