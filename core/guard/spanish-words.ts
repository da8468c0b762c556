/**
 * The words that the guard's Spanish patterns are made of, folded. `spanishSets`: words that mean the same to a pattern.
 * `spanishDistinct`: words that are close to one of those, and no typing errors.
 */
export const spanishSets = {
  AYUDA: `ayuda auxilio socorro ayudenos ayudenme`,
  CHOCAR: `choque choco chocamos chocaron accidente accidentamos volcadura`,
  PARAR: `pararla pararlo detenerla controlar cortarla paro para parar pararse detiene deteniendo detener
    dejado deja dejo cesa parado parando detuvo corta quita`,
  VOZ: `voz palabras palabra`,
  AHOGAR: `ahogada ahogado ahogo atore atoro asfixio ahoga ahogando ahogandose ahogar ahogue ahogarse atraganto
    atragante atragantado atragantando asfixia asfixiando asfixiandose sofoca sofocando ahogandome`,
  DEBILIDAD: `muerto muerta debil caido fuerza flojo paralizado`,
  MUERTE: `muerte morir muerto muerta`,
  SEMANAS: `semanas meses`,
  FATAL: `grave fuerte horrible terrible insoportable intenso intensa muy tremendo`,
  VIBORA: `vibora serpiente culebra cascabel coralillo alacran escorpion`,
  PENSAR: `pienso piensa pensando imagino`,
  PISO: `piso suelo calle banqueta`,
  ENORME: `enorme enormes gigante grande grandes hinchadisimos`,
  TOALLA: `toalla toallas vendas venda gasas sabanas`,
  COAGULOS: `coagulos coagulo cuagulos`,
  REIR: `rei reir risa reimos reia riendo carcajadas`,
  HUESO: `hueso huesos`,
  SALPICAR: `salpico cayo tiro derramo echo quemo volteo`,
  CALIENTE: `caliente hirviendo calientisimo`,
  LIQUIDO: `agua aceite cafe sopa te caldo acido`,
  INHALAR: `respire respiro inhale inhalo aspiro`,
  NAVAJA: `navaja cuchillo pistola soga cuerda arma`,
  OBJETO: `pila pilas moneda monedas iman imanes aguja alfiler clavo vidrio canica tornillo boton hueso juguete
    llave`,
  COMER: `comio trago bebio tomo tragado comido comiendo metio chupo tragaron encontro agarro`,
  NINO: `nino nina hijo hija bebe sobrino sobrina nieto nieta chiquito chiquita ninos hijos gemelo peque nene
    nena guagua chico chica`,
  AGARRAR: `agarro agarra agarrando agarraba toca tocando`,
  COMMON: `a ante antes aqui asi aun aunque ayer bien bueno buenos buenas cada casa casi como con cosa cual
    cuando cuanto de del desde despues dia dias donde dos el ella ellos en entonces entre era es esa ese
    eso esta estan estar estaba este esto estoy favor fue fuera fui gracias ha hace hacer hacia hasta hay
    he hola hora horas hoy igual la las le les lo los luego manana mas me mi mis mismo momento muy nada
    necesito ni no noche nos nosotros nuestro o otra otro para parece pero persona poco por porque
    pregunta puede puedo pues que queria quien quiero rato saber se semana ser si sido siempre sin sobre
    solo son soy su sus tambien tan tanto tarde tenemos tener tengo tiene tienen toda todavia todo todos
    tres tu un una uno unos usted ustedes va vamos ver vez voy y ya yo disculpe doctor doctora clinica
    cita consulta anos meses gente alguien algo ahi alla cerca dice dijo`,
  PECHO: `pecho torax esternon toracico toracica peccho`,
  DOLOR: `dolor dolores duele duelen dolia doler dolido dolerme dolio doliendo opresion oprime oprimido aprieta
    apretado apretando presion punzada punzadas punza punzante pesado pesadez peso ardor quema quemazon
    piquetes piquete molestia arde apachurra aplasta piedra apreton pisara pisa pisando pesa ahorca jalon
    desgarra doliendome ladrillo apretandome aprietan clavada estrujando pinchazo pinchazos malestar
    molestias calambre apretada aprieto ardiendo arder`,
  BRAZO: `brazo brazos pierna piernas mano manos cara cuerpo lado pie pies dedos`,
  DORMIR: `durmio dormido dormida duerme dormidos dormidas entumido entumida entumecido entumecida hormiguea
    hormigueo adormecido adormecida paralizado paralizada paralizo debil tieso entumecidos paralizando
    entumiendo entumio entumen`,
  INFARTO: `infarto infartos infartando infartado`,
  CORAZON: `corazon corason`,
  DERRAME: `derrame derrames embolia embolias ictus apoplejia`,
  CARA: `cara boca ojo labio sonrisa parpado rostro`,
  TORCER: `torcio torcida torcido tuerce chueca chueco cayo caida caido desviada desviado cuelga colgada
    torciendo`,
  HABLAR: `hablar habla hablando entiende palabras hablarme hablarnos`,
  RARO: `raro rara enredado trabado incoherencias arrastra arrastrando arrastrado trabada balbucea enredada
    incoherente`,
  MOVER: `mover mueve muevo moverse levantar levanta caminar moverme mueven`,
  PODER: `puedo puede puedes podemos pudo puedan pueden logra logro logran podia logramos consigo consigue
    pudimos`,
  SENTIR: `siento siente sentir sintio sienten`,
  VISTA: `vista vision`,
  PERDER: `perdi perdio perder pierde perdiendo pierdo perdido`,
  REPENTE: `repente subito subita golpe subitamente repentino repentina`,
  CONFUSO: `confundido confundida confuso confusa desorientado desorientada delira delirando`,
  SUICIDAR: `suicid* suicidio suicidarme suicidarse suicida suicidas suicidar suisida suisidas suicidarce suisidio
    suisidarme suicidarnos`,
  MATARSE: `matarme matarse mato matare mate matarnos`,
  MATAR: `matar mata matarnos matando matara`,
  QUERER: `quiero quiere quisiera gustaria quieren ganas voy va piensa pienso pensando planeo deseo deseos
    queria quise intento intenta trato decidi tratando`,
  MORIR: `morir morirme morirse muerto muerta morirnos morirce muero muriendo muera`,
  VIVIR: `vivir viviendo vida existir vivo seguir`,
  QUITAR: `quitarme quitarse quitar quito terminar acabar acabarme termino acabo ponerle`,
  DANO: `dano lastimarme lastimarse cortarme cortarse hacerme herirme`,
  CORTAR: `corto cortando cortar corte corta cortarme cortarse cortado cortarce cortaron rebano rebane`,
  VENAS: `venas munecas vena muneca`,
  TIRAR: `aventar aventarme aventarse tirar tirarme tirarse lanzar lanzarme lanzarse saltar brincar echarme
    arrojarme`,
  ALTO: `puente edificio techo azotea ventana balcon barranco tren metro acantilado`,
  AHORCAR: `ahorcar ahorcarme ahorcarse ahorco ahorcado colgarme colgarse`,
  SOBREDOSIS: `sobredosis sobredocis`,
  TOMAR: `tome tomo tomar tomado tomaron comi comio trago trague tragado tragar bebio bebi ingirio ingeri
    inyecte inyecto inhalo tomando tragaron chupo lamio metio puse inyectado bebiendo inyectaron ingerido
    tomarme ingirieron fume mando zampo empastillo engullo`,
  PASTILLA: `pastilla pastillas pastiyas medicamento medicamentos medicina medicinas tabletas capsulas clonazepam
    paracetamol insulina ibuprofeno somniferos tranquilizantes diazepam rivotril aspirinas antidepresivos
    drogas fentanilo heroina cocaina dosis vitaminas jarabe gomitas marihuana metformina antidepresivo
    cristal morfina comprimidos comprimido pildoras pildora grageas`,
  TODO: `frasco caja entero entera todas todo monton bote tira blister punado mucho doble triple mas
    equivocada puno medio tiras frascos cajas`,
  TOXICO: `cloro veneno raticida detergente blanqueador lejia acido pila pilas bateria gasolina thinner solvente
    insecticida plaguicida petroleo limpiador jabon sosa suavizante iman imanes moneda quimico quimicos
    amoniaco suavitel fabuloso aguarras hongos mercurio destapacanos desinfectante gel perfume pegamento
    fertilizante quitaesmalte acetona matahierbas anticongelante naftalina salfuman lavandina hipoclorito
    legia cera tinner pinturas pintura`,
  ENVENENAR: `enveneno envenenaron envenenado envenenada envenenamiento intoxico intoxicado intoxicada intoxicacion
    intoxicados intoxicaron intoxicaciones envenene`,
  SANGRAR: `sangrar sangra sangro sangrando sangrado sangrados sangre sangrante desangra desangrando
    desangrandose desangrado hemorragia hemorragias emorragia sangrandome sangrandole sangran manchando
    sangramiento ensangrentado ensangrentada`,
  MUCHO: `mucho chorro chorros cantidad lados horas hora abundante fuerte profuso charco sin continuo todos
    grave`,
  VOMITAR: `vomitar vomito vomita vomitando vomitos vomite`,
  TOSER: `toser tose tosiendo tosio escupe escupo escupiendo toso`,
  AMPUTAR: `amputo amputado cerceno arranco mutilo amputaron`,
  DEDO: `dedo dedos mano pie brazo pierna`,
  HERIDA: `herida cortada corte tajo heridas`,
  RESPIRAR: `respirar respira respiro respirando respiracion respirrar respiran rrespirar aire aliento respirarr
    oxigeno respirado`,
  DIFICIL: `dificultad dificultades dificil cuesta costando problemas problema trabajo apenas batalla agitada
    agitado`,
  FALTAR: `falta faltando faltaba entra llega jala pasa alcanza`,
  ASMA: `asma asmatico asmatica`,
  MORADO: `morado morada morados moradas azul azules azulado azulada amoratado`,
  LABIOS: `labios unas labio`,
  ELLOS: `mama papa madre padre hijo hija esposo esposa marido mujer hermano hermana abuelo abuela tio tia bebe
    nino nina novio novia amigo amiga vecino vecina suegra suegro primo prima pareja senor senora alguien
    companero hombre muchacho muchacha sobrino sobrina nieto nieta el ella lo compadre comadre cunado
    cunada nuera yerno jefe roomie padrino abuelita abuelito mami papi nene nena chico chica viejo vieja
    guagua colega suegros bebito guaguita mamita papito`,
  INCONSCIENTE: `inconsciente inconciente inconsiente desmayado desmayada desplomado desvanecido desvanecida`,
  DESMAYAR: `desmayo desmaya desmayando desmayar desplomo desvanecio desmaye desmallo colapso desvanecimiento
    desplomandose desmayandose desmayarme`,
  DESPERTAR: `despierta despertar desperto responde reacciona contesta reaccionar responder despierte reasiona
    reaciona despertarlo despertarla moverse mueve`,
  CONOCIMIENTO: `conocimiento conciencia consciencia sentido`,
  TIRADO: `tirado tirada`,
  ANAFILAXIA: `anafilaxia anafilaxis anafilactico anafilactica anafilatico anafilaxsia`,
  EPINEFRINA: `epinefrina epipen autoinyector`,
  GARGANTA: `garganta traquea`,
  CERRAR: `cerrando cerrada cierra cerro cerrado cierre cerrandose hincha hinchando cerrandole inflama aprieta`,
  HINCHAR: `hincha hinchada hinchado hinchando hinchados hincho hinchazon inflamada inflamado inflama inflamando
    hinchadas incha`,
  LENGUA: `lengua labios cara ojos boca labio parpados`,
  ALERGIA: `alergia alergica alergico alerjica alergicas`,
  RONCHAS: `ronchas urticaria`,
  CONVULSION: `convulsion convulsiones convulsiona convulsionando convulciones convulcion convulsionar convulsiono
    convulsivo convulsivas combulsion convulcionando combulsionando`,
  TEMBLAR: `temblando tiembla temblar sacude sacudiendo sacudidas tiemblan sacuden convulsionando`,
  ESPUMA: `espuma espumarajo babeando`,
  BEBE: `bebe recien bb bebito bebita nacido nacida lactante guagua nene nena`,
  FLOJO: `flojito flojo floja flojita aguado aguadito guango decaido morado morada azul flacido flacida`,
  FIEBRE: `fiebre temperatura calentura`,
  QUEMAR: `quemo quemaduras quemadura quemado quemada queme quemaron quemando quemadas quemados`,
  GRAVE: `grave graves severa severas severo tercer segundo toda todo cara acido explosion ojos fuego hirviendo
    mucho fuerte aceite horrible fea`,
  HIRVIENDO: `hirviendo hirviente`,
  ELECTRICO: `electrica electrico electrocuto electrocutado electrocutada electrocutando`,
  EMBARAZO: `embarazada embarazo embarasada gestacion embrazada embarazadisima encinta prenada prenez`,
  FUENTE: `fuente bolsa`,
  ROMPER: `rompio rompieron reventando revento roto`,
  PARTO: `contracciones parto`,
  VIOLAR: `violaron violo violada violado violando violacion violar`,
  ABUSAR: `abusaron abuso abusando abusado abusada`,
  PEGAR: `pega pegando pego golpea golpeando golpeo golpes golpeaba pegaba ahorcando estrangulando atacando
    ataco agredio agrediendo golpiza madriza atacaron patea pateando`,
  AMENAZAR: `amenaza amenazando amenazo amenazaron amenazas`,
  ARMA: `cuchillo pistola arma machete navaja rifle escopeta`,
  APUNALAR: `apunalaron apunalado apunalo apunalada acuchillaron acuchillo balearon balazo balazos balaceado
    disparo dispararon baleado navajazo cuchillada machetazo disparos picaron`,
  ATROPELLAR: `atropello atropellaron atropellado atropellada atropellar atropellaran`,
  CAER: `cayo cai caido cayeron caida caer tumbo resbalo caerse`,
  ALTURA: `techo escalera escaleras balcon ventana azotea arbol andamio edificio piso altura`,
  CABEZA: `cabeza nuca cuello craneo`,
  AMBULANCIA: `ambulancia ambulancias paramedicos anbulancia 911`,
  LLAMAR: `llamen llame llamar manden mande mandar necesito necesitamos urge envien vengan ocupo ocupamos llamo
    quiero`,
  AZUCAR: `azucar glucosa`,
  BAJO: `baja bajo bajisima desmayando temblando`,
  RIGIDO: `rigido rigida tieso tiesa duro dura`,
  MANCHAS: `manchas moradas puntitos`,
  MIO: `me mi mis tengo siento se no estoy esta le yo nos la lo ahora su el te`,
  COSTO: `precio precios trafico calor trabajo cuenta factura jefe espera zapatos muela aburrimiento cruda
    estres tarea pies rodilla espalda curiosidad deuda deudas resultados formularios papeles papeleo`,
  CHISTE: `hambre risa ganas aburrimiento sueno curiosidad calor frio sed verguenza pena amor nervios envidia
    antojo cansancio ternura celos emocion coraje miedo susto ver conocer ir`,
  OFRECER: `tratan ofrecen atienden venden tienen cobran imparten aplican aceptan recetan atiende tendran ofrece
    trata`,
  SENAL: `sintomas senales signos causas sintoma senal tipos riesgo riesgos diferencia diferencias estadisticas
    secuelas`,
  TAREA: `tarea escolar escuela proyecto ensayo tesis curso cursos taller talleres clase clases folleto
    folletos platica platicas prevencion prevenir pelicula peliculas libro libros novela serie cancion
    telenovela documental capitulo capacitacion chequeo primeros articulo`,
  HACE: `anos ano meses mes decada decadas`,
  ANO: `1980 1985 1990 1995 1998 1999 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 2010 2011 2012 2013
    2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025`,
  MES: `enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre`,
};

export const spanishDistinct = `abajo abeja abrazo abre abrir acuerdo ahora ahorcado ahorra ahorro ahorros aire ajusta alergia alergias
  alergico angel arreo asusta auxilios baja bajo bala balazo bebe bebes bebio beca besos boca bota bote
  brazo buenas bueno caballo cabe cabello cabellos cable cables cada caido callo calor cama capa cara
  caro carta casa casos cayo cenas cera cerca cerrado cerrar cerro ciento cierra cierre claro cloro cobre
  cobro coche color colores coro correo corta corte cortes corto crema cubre cubrir cuchara cuchillo
  cuello cuenta cuento cuerdo cuerpo cuesta cuestan cuido dado debe debes debio derecha derecho desmayo
  dia dias diente dientes dio dolar dolares duela electronica electronico electronicos embarazo embarazos
  energia errado espejo eterna externa fango fida fila fuente fuerte garganta gatas gente gigante golfe
  golpe golpes guerra gusta habla hablar hecho hechos hierro hinca hincha hire hora horas horca huele
  huesos incha infante infantil infarto inicia inicio interna lado lados lazos leche lecho lema lengua
  lenguas lente loca loro madre mango mareo matar matas maten mates mayo medico medio mente mida miedo
  mirar morir mude muerde muere mueren muerte muestra mueve mueven nado noche nota nuestra nueva nueve
  nuevo olor oro oveja padre pasos pasta pastas pastel pastilla pastillas pastor pecas peces pecha peche
  pechos penas perder perdio perdon perro pesco pesta pida pierda pierde pierden pierna piernas pila pira
  pistola pistolas plato plazo plazos pobre poca poema postales puede pueden puente puerta puesta queja
  quema quena quesos quiera quiere quieren rango rayo recibio recuerdo remedio respecto respetar respeto
  respirable responde responder rio roca rota ruido sabe sabes sables sagrado salio sandia sangre sangro
  sayo siento sierra siguen silla sobre subio subir suele suelo suerte tablar tango techo techos tema
  temblar temblor tengo tia tiene tienen tiento tierra tio toca tocar tomar trabajo trazo valor vasos
  venas veneno vida viene vienen viento vientre villa vine vino vio viva vivir vuele`;
