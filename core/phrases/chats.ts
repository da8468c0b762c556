/** What we say ourselves on channels, beside the agents' replies. */
import type {Phrase} from './phrase.ts';

export const askForText: Phrase = {
  en: 'I can read text only. Please write to me what it is about.',
  es: 'Solo puedo leer texto. Por favor, escríbame de qué se trata.',
  pt: 'Só consigo ler texto. Por favor, escreva do que se trata.',
};

export const invitation: Phrase = {
  en: 'For your privacy we answer in our secure chat. The link works once, within 15 minutes; write again for a new one.',
  es: 'Por su privacidad, le respondemos en nuestro chat seguro. El enlace funciona una vez, durante 15 minutos; escriba de nuevo para recibir otro.',
  pt: 'Para sua privacidade, respondemos no nosso chat seguro. O link funciona uma vez, por 15 minutos; escreva de novo para receber outro.',
};

/** Before the clinic's name, where its own greeting is in another language. */
export const welcome: Phrase = {
  en: 'Hello, you are writing to',
  es: 'Hola, está escribiendo a',
  pt: 'Olá, você está escrevendo para',
};

export const whatToAsk: Phrase = {
  en: 'You can ask, for example:',
  es: 'Puede preguntar, por ejemplo:',
  pt: 'Você pode perguntar, por exemplo:',
};

export const whatWeDo: Phrase = {
  en: 'This is an automatic assistant. It answers questions about the clinic, such as its hours, its address and its services. Write your question in your own words.',
  es: 'Este es un asistente automático. Responde a preguntas sobre la clínica, como su horario, su dirección y sus servicios. Escriba su pregunta con sus propias palabras.',
  pt: 'Este é um assistente automático. Ele responde a perguntas sobre a clínica, como horário, endereço e serviços. Escreva sua pergunta com suas próprias palavras.',
};

/** Before the clinic's emergency number. */
export const inAnEmergency: Phrase = {
  en: 'In an emergency, call',
  es: 'En una emergencia, llame al',
  pt: 'Em uma emergência, ligue para',
};

export const optedOut: Phrase = {
  en: 'You will get no more messages from us here. Write again whenever you need us.',
  es: 'No recibirá más mensajes nuestros por aquí. Escriba de nuevo cuando nos necesite.',
  pt: 'Você não receberá mais mensagens nossas por aqui. Escreva de novo quando precisar.',
};

/** Where carriers let nothing through until that word comes. */
export const optedOutUntilStart: Phrase = {
  en: 'You will get no more messages from us. Reply START to get them again.',
  es: 'No recibirá más mensajes nuestros. Responda START para volver a recibirlos.',
  pt: 'Você não receberá mais mensagens nossas. Responda START para voltar a recebê-las.',
};

export const optedIn: Phrase = {
  en: 'You get our messages again. How can we help?',
  es: 'Ya recibe de nuevo nuestros mensajes. ¿En qué podemos ayudarle?',
  pt: 'Você voltou a receber nossas mensagens. Como podemos ajudar?',
};

export const wereAway: Phrase = {
  en: 'We were away when you wrote. Please write again if you still need us.',
  es: 'No estábamos disponibles cuando escribió. Si aún nos necesita, escriba de nuevo, por favor.',
  pt: 'Não estávamos disponíveis quando você escreveu. Se ainda precisar, escreva de novo, por favor.',
};

export const slowDown: Phrase = {
  en: 'That was a lot at once. Please wait a minute, then write in one message what you need.',
  es: 'Son muchos mensajes a la vez. Espere un minuto, por favor, y escriba en un solo mensaje lo que necesita.',
  pt: 'São muitas mensagens de uma vez. Espere um minuto, por favor, e escreva em uma só mensagem o que precisa.',
};

/** Before how a person is reached: whoever is told may be one, and may be a machine. */
export const noMoreOfTheSame: Phrase = {
  en: 'I have answered this several times and stop here. If you need something else, write it in other words.',
  es: 'Ya he respondido a esto varias veces y lo dejo aquí. Si necesita otra cosa, escríbala con otras palabras.',
  pt: 'Já respondi a isto várias vezes e paro por aqui. Se precisar de outra coisa, escreva com outras palavras.',
};
