/** The file of a new clinic: right as it is, and to be written over. What is still to be written says so. */
import type {z} from 'zod';
import type {ClinicFile} from '../../core/clinics/clinic.ts';

/** What stands where the clinic's own words belong. */
export const unwritten = 'TO BE WRITTEN';

export function starterOf(id: string, locale: string, timeZone: string): z.input<typeof ClinicFile> {
  const day: [string, string][] = [['09:00', '17:00']];
  return {
    id,
    name: `${unwritten}: the name of the clinic`,
    locale,
    timeZone,
    greeting: `${unwritten}: Hello, and welcome. What can I help you with?`,
    quickReplies: ['Opening hours'],
    contact: {
      phone: `${unwritten}: its number`,
      address: `${unwritten}: its address`,
      person: `${unwritten}: To talk to a person, call our front desk while we are open.`,
    },
    disclaimer: `${unwritten}: You are chatting with an automatic assistant, not with a person. It cannot give medical advice.`,
    hours: {
      monday: day,
      tuesday: day,
      wednesday: day,
      thursday: day,
      friday: day,
      saturday: [],
      sunday: [],
      closedOn: [],
      special: {},
    },
    knowledge: [
      {
        id: 'hours',
        kind: 'hours',
        questions: ['What are your opening hours?', 'When are you open?'],
        answer: `${unwritten}: We are open Monday to Friday from 9:00 AM to 5:00 PM.`,
      },
      {
        id: 'address',
        kind: 'address',
        questions: ['Where are you?', 'What is your address?'],
        answer: `${unwritten}: its address, and how to find it.`,
      },
      {
        id: 'person',
        kind: 'person',
        questions: ['How can I talk to a person?', 'What is your phone number?'],
        answer: `${unwritten}: To talk to a person, call our front desk while we are open.`,
      },
    ],
  };
}
