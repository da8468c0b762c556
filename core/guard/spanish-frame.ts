/** Spanish words that say how a matter is meant: asked for, planned, told in jest, over, or happening now. No pattern names them. */
export const spanishFrame = {
  VISIT: `cita citas turno turnos hora agendar agenda reservar reserva sacar pedir cancelar reprogramar reprograman
    reprogramen confirmar consulta consultas control controles revision chequeo chequeos valoracion
    visita videollamada teleconsulta anotarme inscribirme sesion sesiones toca anual rutina`,
  SERVICE: `precio precios costo cuesta cuestan cuanto vale pagar pago pagos cuota cuotas factura facturas cuenta
    tarjeta efectivo seguro obra descuento recibo formulario formularios papeles papeleo tramite
    tramites cuestionario ficha expediente historial copia certificado justificante constancia informe
    carta pagina web app aplicacion sistema enlace clave portal estacionamiento parking aparcamiento
    recepcion recepcionista piso direccion telefono correo horario abren abre abris cierran sabado
    sabados domingo domingos lunes martes miercoles jueves viernes semana interprete rampa ascensor
    sede local clinica consultorio`,
  CARE: `vacuna vacunas receta recetas renovar renovacion farmacia resultado resultados analisis laboratorio
    examen examenes placa radiografia resonancia eco ecografia ultrasonido mamografia citologia prueba
    pruebas fisioterapia rehabilitacion terapia psicologa psicologo nutricionista nutriologo dentista
    dermatologo dermatologia alergista ginecologa ginecologo podologo pediatra especialista matrona
    logopeda logopedia limpieza brackets botox laser crema cremita pomada venden curita champu
    anticonceptivo anticonceptivos`,
  MILD: `leve leves ligero ligera poquito poquita tantito pelin poco chiquito chiquita pequeno pequena rojito
    comezon pica pican rasquina moco mocos moquera carraspera estornudo estornudos estornudar grano
    granito lunar verruga raspo raspon moreton cicatriz cicatrices caspa juanete juanetes piojos`,
  FINE: `bien normal tranquilo tranquila jugando juega come sonrie desayunando contento contenta recuperado
    recuperada alta sano sana mejor mejora mejorado controlada controlado perfecto perfecta estupendo
    estupenda limpia nunca`,
  HABIT: `siempre anos costumbre cronico cronica vida temporada nacimiento antiguo vieja viejo`,
  LEARN: `curso cursos clase clases taller talleres maestra maestro profesora profe estudiante estudio escuela
    cole colegio instituto universidad proyecto ensayo tarea trabajo tesis novela serie pelicula libro
    cartel folleto folletos protocolo capacitacion voluntario diferencia significa explicar curiosidad
    curioso alguien alguno personas gente pacientes grupo grupos duelo prevencion incluye saber
    pregunta preguntan preguntar algun`,
  JEST: `haha broma chiste risa verguenza emocion carcajada precio factura cuotas`,
  PLEASED: `gracias agradezco encanta encanto encantada amable genial genia linda lindo bonito bonita excelente
    atencion felicidades angeles`,
  PET: `perro perra perrito gato gata gatito mascota veterinario plantas`,
  NOW: `ahora ahorita ya acaba acabo acaban recien minutos minuto rato hora horas repente golpe subito anoche sigue
    todavia pronto`,
  PLEA: `ayuda auxilio socorro urgente urgencia emergencia ambulancia favor miedo asustado asustada rapido vengan
    manden sos 911 112`,
  WORSE: `peor horrible terrible fuerte fuertisimo fuertisima tremendo brutal insoportable mucho muchisimo muchisima
    montones`,
  PALE: `palido palida gris blanco blanca azul azulado azulada azulados morado morada sudando sudor sudores sudado
    sudada frio fria frios helado helada amarillo amarilla empapado empapada`,
  DAZED: `confundido confundida confusa confuso dormido dormida adormilado adormilada flojito flojita flojo mareo
    mareada mareado mareando debil desorientado ido ida rara raro delira delirando balbucea quejido
    queja ronca ronco trapo tieso tiesa atontado atontada desmayo desmayando`,
  MOUTHS: `babea babeando baba espuma ahoga ahogando atraganta atragantando jadea silbido silba gorgoteo saliva
    escupe`,
  FAREWELL: `adios despedirme despidiendo despidiendose despedida perdon perdoname carta cartas nota carga estorbo
    sola solo sentido descansar plan extranar nadie termina termino acaba`,
  MACHINE: `sierra motosierra radial amoladora moladora maquina tractor machete cuchillo vidrio tijeras cable reja
    taladro hacha navaja`,
};
