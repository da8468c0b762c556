/** Spanish, folded: lower case, no accents. */
import {spanishHours} from '../hours/spanish.ts';
import type {Language} from './language.ts';
import {createWords} from './words.ts';

// Also who is meant and when: that seldom is what a question is about.
const stopWords = new Set(
  `a acaso ademas ah ahi ahorita al algo algun alguna alguno algunos ando ante aquel aquella aqui asi aun
    aunque bien buen buena bueno cada caso casos checo cinco claro como con contigo creo cual cuales cuando
    cuyo dame dan das de deben debo decir decirme dejan dejar deje dejo del den desde dice diez digame dime
    dio disculpa disculpe el ella ellas ellos en entonces entre era es esa ese eso esta estaba estan estar
    estaria estas este esto estos estoy exacta exacto favor fue gustaria ha haber habia habra hace hacen
    hacer hacerme haciendo hago han hasta hay haya he hecho hermana hermano hizo hubo info informacion ir
    joven kiero la las le les lo los mama manana mandan mande manden mas me mejor mes mi mientras mis mucho
    muy nada nadie necesitamos necesito ni no nomas normalmente nos nosotros nuestra nuestras nuestro
    nuestros nunca o ocupo oiga otra otro oye pa papa para pasa pasame pasan paseme paso peor perdon pero
    plis podria podrian pon pone ponen poner por porfa porfavor porque prefiere prefieren prefiero proxima
    proximo pueda puede pueden puedo pues q qiero que queria querria quien quienes quiero quince quisiera
    regala regalas regale regaleme sabe saben saber sabes se sea segun semana senorita ser sera seran seria
    serian si sido siempre siendo sin sobre solo son soy su sus tal tambien tampoco te tenemos tener tengo
    tenia ti tiene tienen tienes toda todo treinta tu tus tuve un una unas uno unos usa usan usando usar uso
    ustd usted ustedes va vamos van veinte vengo verdad voy xfa y ya yo`.split(/\s+/),
);

const synonyms = [
  ['cita', 'turno', 'consulta'],
  ['agendar', 'agendo', 'reservar', 'programar', 'sacar', 'saco', 'pedir', 'pido', 'apartar', 'solicitar'],
  ['cambiar', 'mover', 'reprogramar', 'reagendar', 'cambio'],
  ['cancelar', 'cancelo', 'anular'],
  ['precio', 'costo', 'cuesta', 'cuestan', 'vale', 'cobran', 'cobra', 'sale', 'tarifa'],
  ['medico', 'medica', 'doctor', 'doctora', 'dr', 'dra'],
  ['nino', 'nina', 'bebe', 'hijo', 'hija'],
  ['vacuna', 'vacunar', 'vacunarme'],
  ['renovar', 'renovacion', 'renuevo', 'resurtir', 'surtir'],
  ['tarde', 'retraso', 'retrasado', 'atrasado', 'demorado'],
  ['medicina', 'medicamento', 'pastilla', 'remedio'],
  ['gripe', 'gripa'],
  ['cerca', 'cercano', 'cercana'],
  ['dolor', 'duele', 'duelen'],
  ['telefono', 'numero', 'celular'],
  ['llamar', 'llamo', 'llamarles', 'llamarlos', 'marcar'],
  ['correo', 'email', 'mail'],
  ['direccion', 'ubicacion', 'domicilio'],
  ['estacionar', 'estacionamiento', 'aparcar', 'parquear'],
  ['coche', 'carro', 'auto'],
  ['autobus', 'camion', 'bus'],
  ['horario', 'hora'],
  ['abren', 'abierto', 'cierran', 'cerrado', 'empiezan'],
  ['analisis', 'estudio', 'examen', 'prueba'],
  ['aceptan', 'toman', 'reciben'],
  ['trabajo', 'empleo', 'vacante'],
  ['acabar', 'acabaron', 'terminar', 'terminaron', 'termino'],
  ['olvide', 'acuerdo', 'recuerdo'],
  ['radiografia', 'placa', 'rayos'],
  ['contrasena', 'clave', 'password'],
  ['llevar', 'traer', 'llevo'],
  ['atienden', 'atender', 'ver', 'vea', 'vean', 'revisar'],
];

export const spanish: Language = {
  code: 'es',
  words: createWords({stopWords, synonyms, sound, stem}),
  hours: spanishHours,
  reference: {
    aspects: new Set(
      `donde cuando como cuanto cuanta cuantos cuantas cuesta cuestan costo precio precios vale cobran cobra sale gratis
        caro pagar pago tarda tardan tardo dura duran tiempo minutos dias lejos edad anos temprano necesario
        obligatorio incluye incluido cubre llevar traer`.split(/\s+/),
    ),
    asks: {
      where: /\b(?:donde|adonde)\b/,
      when: /\bcuando\b/,
      price:
        /\b(?:cuanto(?! (?:tiempo|tarda|dura|demora|falta))|cuesta|cuestan|costo|precio|precios|vale|cobran|cobra|gratis|caro|pagar|pago)\b/,
    },
    adding: /^(?:ok |bueno )?(?:y|e|tambien|que tal)\b/,
    fragment: /^(?:para|con|en|a|de|por|al)\b/,
    pointing: /\b(?:es[oae]|es[oa]s|est[oae]|ell[oa]s?|ahi|alli|entonces|l[oa]s?)\b/,
    addressing: /\b(?:usted|ustedes|su|sus|tienen|ofrecen|manejan|clinica|consultorio)\b/,
    joining: /,? \b(?:y|e|tambien)\b /,
  },
  smallTalk: [
    {
      kind: 'greeting',
      heard:
        /\b(?:hola+|hello|hi|buen(?:os|as)? (?:dias?|tardes|noches)|buenas|que tal|como estan?(?= ?$| ?[?!.,]))\b/g,
    },
    {kind: 'thanks', heard: /\b(?:(?:muchas |muchisimas |mil )?gracias|perfecto|excelente|ok(?:ay)?)\b/g},
    {kind: 'goodbye', heard: /\b(?:adios|hasta luego|hasta pronto|nos vemos|chao|chau|bye)\b/g},
  ],
  lines: {
    greeting: '¡Hola! ¿Qué le gustaría saber sobre la clínica?',
    thanks: '¡Con mucho gusto! ¿Hay algo más que quiera saber?',
    goodbye: '¡Hasta luego, que esté muy bien!',
    wordless: '¿Qué le gustaría saber sobre la clínica?',
    unknown: 'Lo siento, eso no lo sé.',
    rest: 'El resto de su mensaje no lo puedo contestar.',
    otherInsurance: 'No encuentro ese seguro en mi lista.',
    clinician: number =>
      `Soy un asistente automático y eso no lo puedo juzgar: debe responderlo un médico o una enfermera. Si no puede esperar, llame al ${number}.`,
    holiday: phone => `Pero es día festivo: por favor, confírmelo por teléfono, ${phone}.`,
  },
};

/** "Nesesito", "horario" and "orario", "vacuna" and "bacuna", "quiero" and "kiero" sound the same. */
function sound(word: string): string {
  return word
    .replace(/(?<!c)h/g, '')
    .replace(/z|c(?=[ei])/g, 's')
    .replace(/qu(?=[ei])|c(?!h)/g, 'k')
    .replace(/v/g, 'b')
    .replace(/ll/g, 'y');
}

/** "citas" and "cita" meet in "cita", "cancelarla", "cancelaron" and "cancelo" in "cancel". */
function stem(word: string): string {
  return word
    .replace(/(?<=...)s$/, '')
    .replace(/(?<=...[aei]r)(?:me|te|se|le|lo|la|no)$/, '')
    .replace(/(?<=....)(?:aron|ieron|ando|iendo|[ai]d[oa]|[aei]mo|[aei]r|[ae]n|[aeo])$/, '');
}
