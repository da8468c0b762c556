import {momentIn, nextClosing, nextOpening} from '../../../core/clinics/calendar.ts';
import type {Clinic} from '../../../core/clinics/clinic.ts';
import type {Hours} from '../../../core/clinics/hours.ts';
import {defaultClinicsDir, loadClinics} from '../../../core/clinics/load-clinics.ts';
import {answer} from '../../../worker/agents/faq/answer.ts';
import {test} from '../../helpers/test.ts';

const clinics = loadClinics(defaultClinicsDir);
const demo = clinicOf('demo');
const demoEs = clinicOf('demo-es');
const shut: Hours = {
  monday: [],
  tuesday: [],
  wednesday: [],
  thursday: [],
  friday: [],
  saturday: [],
  sunday: [],
};

/** Wednesday, 16 December 2026, at 14:30 in Chicago and in Mexico City. */
const wednesday = '2026-12-16T20:30:00Z';

test('says whether it is open now, and until when', t => {
  t.is(ask(demo, 'Are you open now?', wednesday), 'Yes, we are open now, until 6:00 PM.');
  t.is(ask(demo, 'Are you closed already?', wednesday), 'No, we are open now, until 6:00 PM.');
  t.is(
    ask(demoEs, '¿Están abiertos ahora?', wednesday),
    'No, ahora estamos cerrados. Abrimos hoy a las 15:00.',
  );
  t.is(
    ask(demoEs, '¿Están abiertos ahora?', '2026-12-16T16:00:00Z'),
    'Sí, ahora estamos abiertos, hasta las 13:00 y de 15:00 a 19:00.',
  );
});

test('is open from the first minute and closed from the last', t => {
  const at = (time: string) => ask(demo, 'are you open now?', `2026-12-16T${time}:00Z`);
  t.regex(at('13:59'), /^No, .* We open today at 8:00 AM\.$/);
  t.regex(at('14:00'), /^Yes/);
  t.regex(at('23:59'), /^Yes/);
  t.is(
    ask(demo, 'are you open now?', '2026-12-17T00:00:00Z'),
    'No, we are closed now. We open tomorrow at 8:00 AM.',
  );
});

test('tells the hours of a day that was named', t => {
  t.is(ask(demo, 'Are you open tomorrow?', wednesday), 'Yes, tomorrow we are open from 8:00 AM to 8:00 PM.');
  t.is(ask(demo, 'Until when today?', wednesday), 'Today we are open from 8:00 AM to 6:00 PM.');
  t.is(
    ask(demo, 'What time do you open on Monday?', wednesday),
    'On Monday, December 21, we are open from 8:00 AM to 6:00 PM.',
  );
  t.is(
    ask(demo, 'are you open at 2 pm on saturday', wednesday),
    'No, on Saturday, December 19, we are open from 9:00 AM to 1:00 PM.',
  );
  t.is(
    ask(demoEs, '¿abren el lunes?', wednesday),
    'Sí, el lunes 21 de diciembre atendemos de 8:00 a 13:00 y de 15:00 a 19:00.',
  );
  t.is(
    ask(demo, 'are you open on the weekend?', wednesday),
    'On Saturday, December 19, we are open from 9:00 AM to 1:00 PM. ' +
      'On Sunday, December 20, we are closed. We open on Monday, December 21, at 8:00 AM.',
  );
});

test('knows the days on which it stays shut', t => {
  t.is(
    ask(demo, 'are you open on 25 December?', wednesday),
    'No, on Friday, December 25, we are closed. We open on Saturday, December 26, at 9:00 AM.',
  );
  t.is(
    ask(demo, 'are you open on fridays?', '2026-12-21T20:30:00Z'),
    'No, on Friday, December 25, we are closed. On other Fridays we are open from 8:00 AM to 6:00 PM.',
  );
  t.is(
    ask(demo, 'are you open now?', '2026-12-25T18:00:00Z'),
    'No, we are closed now. We open tomorrow at 9:00 AM.',
  );
  t.is(ask(demo, 'are you open on February 30?', wednesday).startsWith('Yes'), false);
});

test('does not promise a day that is over', t => {
  t.is(
    ask(demo, 'are you open today?', '2026-12-17T02:00:00Z'),
    'No, we are closed for today. We open tomorrow at 8:00 AM.',
  );
});

test('goes by the clock of the clinic on both sides of summer time', t => {
  // Sunday, 8 March 2026: Chicago goes from UTC-6 to UTC-5.
  t.deepEqual(momentIn('America/Chicago', new Date('2026-03-08T07:59:00Z')), {
    date: '2026-03-08',
    time: '01:59',
  });
  t.deepEqual(momentIn('America/Chicago', new Date('2026-03-08T08:00:00Z')), {
    date: '2026-03-08',
    time: '03:00',
  });
  t.regex(ask(demo, 'are you open now?', '2026-03-06T13:30:00Z'), /^No/);
  t.regex(ask(demo, 'are you open now?', '2026-03-09T13:30:00Z'), /^Yes/);
  t.is(
    ask(demo, 'are you open tomorrow?', '2026-03-08T05:30:00Z').startsWith('No, tomorrow we are closed'),
    true,
  );
});

test('takes ranges that touch for one, over midnight too', t => {
  const night: Hours = {...shut, friday: [['20:00', '24:00']], saturday: [['00:00', '06:00']]};
  t.deepEqual(nextClosing(night, {date: '2026-12-18', time: '22:00'}), {date: '2026-12-19', time: '06:00'});
  const clinic: Clinic = {...demo, hours: night};
  t.is(
    ask(clinic, 'are you open now?', '2026-12-19T04:00:00Z'),
    'Yes, we are open now, until 6:00 AM tomorrow.',
  );
  const evening: Clinic = {...demo, hours: {...shut, friday: [['20:00', '24:00']]}};
  t.is(ask(evening, 'are you open now?', '2026-12-19T04:00:00Z'), 'Yes, we are open now, until midnight.');
  const day = [['00:00', '24:00']] as [[string, string]];
  const always: Hours = {
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: day,
    saturday: day,
    sunday: day,
  };
  t.is(nextClosing(always, {date: '2026-12-18', time: '22:00'}), null);
  t.regex(ask({...demo, hours: always}, 'are you open now?', wednesday), /around the clock/);
});

test('finds the next opening past closed days, or none', t => {
  const hours: Hours = {...shut, friday: [['09:00', '12:00']], closedOn: ['2026-12-18', '2026-12-25']};
  t.deepEqual(nextOpening(hours, {date: '2026-12-16', time: '10:00'}), {date: '2027-01-01', time: '09:00'});
  t.is(nextOpening(shut, {date: '2026-12-16', time: '10:00'}), null);
});

test('writes times as the clinic does, in whatever language', t => {
  t.regex(ask(demo, '¿están abiertos ahora?', wednesday), /^Sí, .* hasta las 6:00 p\. m\.$/);
  t.regex(ask(demoEs, 'are you open now?', wednesday), /^No, .* We open today at 15:00\.$/);
  const european: Clinic = {...demo, locale: 'en-US-u-hc-h23'};
  t.is(ask(european, 'are you open now?', wednesday), 'Yes, we are open now, until 18:00.');
  const lunch: Clinic = {...demoEs, locale: 'es-MX-u-hc-h12'};
  t.regex(ask(lunch, '¿están abiertos ahora?', '2026-12-16T16:00:00Z'), /hasta la 1:00 p\. m\./);
});

test('speaks of its hours only where it is asked for them', t => {
  const from = (text: string) => answer({clinic: demo, text, history: []}, new Date(wednesday)).from;
  for (const text of ['when does the supermarket open', 'is the pool open on saturday', 'what time is it']) {
    t.is(from(text), 'unknown', text);
  }
  t.is(from('can i get a flu shot on saturday'), 'vaccines');
  t.is(from('do you do blood tests on saturday?'), 'lab-tests');
});

test('keeps hours of a date of its own before weekdays and closed days', t => {
  const special: Hours['special'] = {'2026-12-24': [['08:00', '12:00']], '2026-12-25': [['10:00', '11:00']]};
  const clinic: Clinic = {...demo, hours: {...demo.hours, special}};
  t.is(
    ask(clinic, 'are you open on December 24?', wednesday),
    'Yes, on Thursday, December 24, we are open from 8:00 AM to 12:00 PM.',
  );
  t.regex(ask(clinic, 'are you open on December 25?', wednesday), /^Yes, .* from 10:00 AM to 11:00 AM\.$/);
  t.regex(
    ask(clinic, 'are you open on Thursday?', '2026-12-18T20:30:00Z'),
    /On other Thursdays we are open from 8:00 AM/,
  );
});

test('says of a holiday that its calendar does not know to ask by phone', t => {
  const doubt = 'But that is a public holiday: please check by phone, (555) 555-0142.';
  t.true(ask(demo, 'are you open on January 18?', wednesday).endsWith(`from 8:00 AM to 6:00 PM. ${doubt}`));
  t.false(ask(demo, 'are you open on January 19?', wednesday).includes('holiday'));
  const silent: Clinic = {...demo, knowledge: demo.knowledge.filter(({id}) => !id.startsWith('holidays'))};
  t.true(ask(silent, 'are you open on Labor Day?', wednesday).endsWith(doubt));
  t.true(
    ask(silent, 'are you open on Christmas?', wednesday).startsWith(
      'No, on Friday, December 25, we are closed.',
    ),
  );
  t.regex(ask(demoEs, '¿abren el 16 de septiembre?', wednesday), /confírmelo por teléfono, 555 555 0163\.$/);
});

test('lets an entry about a date go before the calendar', t => {
  const entry = {
    id: 'inventory',
    questions: ['Are you open on March 3?'],
    answer: 'On March 3 we close at noon.',
  };
  const clinic: Clinic = {...demo, knowledge: [...demo.knowledge, entry]};
  t.is(ask(clinic, 'do you open on 3/3?', wednesday), entry.answer);
  t.is(ask(clinic, 'are you open tomorrow?', '2027-03-02T18:00:00Z'), entry.answer);
  t.regex(ask(clinic, 'are you open on march 4', wednesday), /^Yes/);
});

test('tells the hours and address of the location that is named, or of all', t => {
  const locations = [
    {
      name: 'Hilltop',
      address: '4 Hill Road',
      phone: '(555) 555-0177',
      hours: {...shut, monday: [['10:00', '12:00']] as [[string, string]]},
    },
  ];
  const clinic: Clinic = {...demo, locations};
  t.is(
    ask(clinic, 'is the hilltop office open on monday?', wednesday),
    'Hilltop: Yes, on Monday, December 21, we are open from 10:00 AM to 12:00 PM.',
  );
  t.is(
    ask(clinic, 'are you open on monday?', wednesday),
    'Yes, on Monday, December 21, we are open from 8:00 AM to 6:00 PM.\nHilltop: Yes, on Monday, December 21, we are open from 10:00 AM to 12:00 PM.',
  );
  t.true(ask(clinic, 'where are you?', wednesday).endsWith('\nHilltop: 4 Hill Road'));
  t.is(ask(clinic, 'what is the address of hilltop', wednesday), 'Hilltop: 4 Hill Road');
  t.is(ask(clinic, 'phone number of the hilltop clinic', wednesday), 'Hilltop: (555) 555-0177');
});

function clinicOf(id: string): Clinic {
  const clinic = clinics.get(id);
  if (!clinic) throw new Error(`no clinic ${id}`);
  return clinic;
}

function ask(clinic: Clinic, text: string, now: string): string {
  return answer({clinic, text, history: []}, new Date(now)).text;
}
