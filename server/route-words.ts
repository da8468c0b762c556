/**
 * Words that sites have in their addresses, whoever is on the page, in English and Spanish. None of them is a name, a
 * part of the body or an illness, so that nothing of a visitor's can be told by any of them.
 */
export const routeWords: ReadonlySet<string> = new Set(
  `
  a about access accessibility account address advice all and answers app appointment appointments article articles ask
  asked assistant at blog book booking bookings branch branches calendar call career careers center centers centre centres
  chat choose city clinic clinics company contact contacts cookie cookies costs day default department departments desk
  direction directions directory doctor doctors download downloads emergency en enquiries enquiry event events example
  faq faqs fees feedback find first for form forms frequently front gallery general get getting group guide guides health
  help here home homepage hospital hospitals hour hours how in index info information insurance international intranet job
  jobs landing language languages legal live local location locations login main map maps media medical meet member members
  message messages mobile my near new news newsletter next notice now of office offices old on online open opening or our
  page pages parking patient patients pay payment payments people person phone plan plans policies policy portal post posts
  practice practices press price prices pricing privacy product products professional professionals profile public question
  questions rates reach reception referral referrals register registration request research resource resources review reviews
  rights room schedule search section send service services shop site sitemap specialist specialists specialties specialty
  staff start store support team teams terms test the times to today topic topics treatment treatments us use visit visiting
  visitor visitors visits we web website week welcome what where who why widget with work you your

  acceso acerca al aviso avisos ayuda bienvenida bienvenido bienvenidos buscar busqueda calendario carta centro centros chat
  cita citas ciudad clinica clinicas como con conocenos consulta consultas consultorio consultorios contacta contactanos
  contactar contactenos contacto contactos cuenta de del departamento departamentos derechos direccion doctores donde el
  empleo empresa enlaces equipo es especialidad especialidades especialistas evento eventos formulario formularios frecuentes
  galeria general guia guias hora horario horarios hospitales idioma idiomas informacion inicio ir la las legales linea llegar
  lo los mapa medico medicos mensaje mensajes mi nosotros noticia noticias nuestra nuestras nuestro nuestros nueva nuevo
  paciente pacientes pagina paginas pago pagos para pedir persona personal personas planes plantilla politica politicas por
  portada precio precios pregunta preguntas prensa privacidad productos profesionales publicaciones que quienes recepcion
  recursos registro resenas reserva reservar reservas salud sede sedes seguro seguros servicio servicios sitio sobre solicitar
  solicitud somos su tarifas telefono tienda trabajo tratamiento tratamientos turno turnos ubicacion ubicaciones un una
  urgencias usuario usuarios visita visitas y
  `
    .trim()
    .split(/\s+/),
);
