/** Everything the widget says, in Spanish. */
import type {Words} from './en.ts';

export const es: Words = {
  lang: 'es',
  title: 'Chatee con nosotros',
  subtitle: 'Asistente de IA',
  close: 'Cerrar',
  log: 'Conversación',
  you: 'Usted:',
  assistant: 'Asistente:',
  typing: 'Escribiendo…',
  greeting: '¡Hola! ¿En qué podemos ayudarle?',
  input: 'Escriba un mensaje',
  send: 'Enviar',
  retry: 'Intentar de nuevo',
  retrying: 'Intentando de nuevo…',
  disclosure: 'Escribe con una IA. En una emergencia, llame a su número de emergencias.',
  errors: {
    network: 'Sin conexión.',
    timeout: 'La conexión es muy lenta.',
    invalid_request: 'Este mensaje no se puede enviar así. Escríbalo de otra forma.',
    rate_limited: 'Demasiados mensajes a la vez. Espere un momento.',
    overloaded: 'El chat está muy ocupado en este momento.',
    unavailable: 'El chat no está disponible en este momento.',
    agent_unavailable: 'El asistente no pudo responder.',
    agent_timeout: 'El asistente tardó demasiado en responder.',
    message_not_found: 'La respuesta a este mensaje ha caducado.',
    clinic_not_found: 'Este chat aún no está configurado.',
    origin_not_allowed: 'Este chat no está configurado para esta página.',
    cancelled: 'Esta respuesta se canceló.',
    internal: 'Algo salió mal de nuestro lado.',
  },
};
