/** Written by `npm run weigh:guard`: what each clue weighs for an alarm, by tenths. */
export const spanishWeights: Readonly<Record<string, string>> = {
  '-109': `?`,
  '-70': `CARE`,
  '-65': `MILD`,
  '-62': `VISIT`,
  '-46': `SERVICE`,
  '-45': `FINE`,
  '-40': `JEST LEARN`,
  '-39': `solo`,
  '-36': `no_DOLOR`,
  '-34': `docto`,
  '-33': `COMMON PLEASED`,
  '-30': `HACE OFRECER`,
  '-28': `TAREA`,
  '-27': `COSTO medic tarde`,
  '-26': `no_MIO`,
  '-25': `cuand so_que`,
  '-24': `haha`,
  '-23': `so_como`,
  '-22': `CHISTE`,
  '-21': `neces no_PECHO you`,
  '-20': `PODER cambi`,
  '-19': `bien el olvid`,
  '-18': `anos graci so_donde su tuvo`,
  '-17': `dient duele es no_dolor o pie`,
  '-16': `ANO MES do donde no_esta so_y`,
  '-15': `LLAMAR PET REIR ano no_duele`,
  '-14': `busco manos no_pecho`,
  '-13': `DORMIR INFARTO cance celul cita infar pasad polen sala so_do so_no`,
  '-12': `come eso no_ni so_cuant so_en so_hacen so_puede`,
  '-11': `ahi alerg atien dormi fue hacen hay impre juega matan no_FIEBRE no_de no_fiebr no_tengo por presi
    salio to usted video`,
  '-10': `10 ALERGIA HABIT abren bus cayo lente llega manda murio no_RESPIRAR no_SANGRAR no_ahog* no_para
    no_sang* no_sangr nueva nuevo perso queda raspo recet so_a so_es so_una tanto traba`,
  '-9': `SALPICAR alien conta de detec edad emerg estor infor is llego mata me mucho ni nino no_COMMON
    no_alien no_desma no_en pizza poner prima prime regla segur sigue so_el so_estre so_hace so_me
    so_puedo tos trata tuve va`,
  '-8': `DERRAME MATAR QUEMAR ROMPER atenc encia esper gimna hace inter limpi no_AHOGAR no_INCONSCIENTE
    no_INFARTO no_PASTILLA no_infar no_torac numer opera para poco puedo revis risa so_ayer so_olvid
    so_what torac what ya`,
  '-7': `5 abier abrir anest arde ayer bajar bomba cafet cepil choco clini como duelo encue estre estud exped
    grupo habla ibupr los lunes metro muero no_DAZED no_PENSAR no_con no_el no_encue no_hay orina pasar
    queme quien quita recep rodil rueda servi silla so_abren so_atien so_cuand so_deje so_quien so_se
    so_voy tapad tomar trist ven ver voy`,
  '-6': `2012 HABLAR INHALAR agrur aguja ahoga are asegu bici bonit cae canci cardi con cual da desay domin
    dulce edifi enfer estac este factu frias hora invie mande no_CONVULSION no_ELLOS no_convu no_piens
    pelo pican que quede so_cual so_escri so_huele so_neces so_por suete toman turno vuelt zapat`,
  '-5': `SENAL ansie antec atras camio canso carte consi dan dejar dias diero eco ejerc ficha gato hipo marzo
    mato mis nariz no_CONFUSO no_DESMAYAR no_PARAR no_PLEA no_SUICIDAR no_ahogo no_confu no_emerg no_hago
    no_me no_suici norma oiga pdf pegue perro plan psico puede sabad saber sita so_antec so_arreg so_los
    so_oiga so_quier so_soy so_where terap tia vergu vez where your`,
  '-4': `12 2010 37 9 CHOCAR DESMAYAR acaba alto ampol anda atend buen busca carro caspa certi chequ choqu
    cole comid corri crema cuent curso darme debo difer dos dosis duda ese falto grati hacer horar i
    ictus ir la mocos mosqu muest navid nervi ningu ninos no_DANO no_dano no_era no_falta no_hacer
    no_pasti no_se no_va pica pidie porqu pueda quisi seca sigo siste so_alerg so_ando so_habla so_tos
    so_ven sobre soy suert tarje tener tensi trafi vaso viern visit`,
  '-3': `2018 EMBARAZO FAREWELL SEMANAS acept actua agend algun antic app apto asma botox calor cicat clav*
    comer covid cubre debe dedo dicie doble durmi embar era estom exame famil fisic folle formu frio
    genia hijo hizo jarab juane justi leve leves linea lunar mal manan marte nause no_DIFICIL no_HERIDA
    no_MORIR no_MUERTE no_QUERER no_aire no_docto no_llevo no_morir no_oigo oido open pagar paque parti
    parto pelic perfe placa ponen preci queri recom refug resul salen salvo seman sesio so_este so_golpe
    so_mato so_nause so_ponen so_traba so_usan sobri sueno suici surgi sus tarda tema tempe terro tomor
    ultra urgen usan vacun verda`,
  '-2': `3 36 ASMA CORAZON FLOJO acuer alcoh anali ando angel anual arreg auror ayuna bueno cada cansa chica
    chist clase consu copia coraz cremi cuota derra donar doy eh embol empie escue espec estos farma
    final firma foto franc fumar gano gases gener haria harta hola hospi influ jajaj levan maest mando
    moret mujer mundo no_NOW no_acuer no_ahora no_estoy no_ha no_reacc no_todo no_voy oblig pacie padre
    parqu pasa paso pedia pedir penic perio podei poqui prens prueb punto radio raras rayos rehab renov
    repro robar robot roto rutin sacan sirve so_acept so_cuent so_dan so_de so_despu so_graci so_hasta
    so_hola so_horar so_otra so_quisi so_tengo so_vacun solta son sonri spray tarea taza tenid tobil toca
    tradu trami vende`,
  '-1': `20 24 30 4d 8 HINCHAR PASTILLA a abeja acost adorm anoto apoyo bajo boda brack camin campe chich
    chico clave cobra coles comez comie const contr costo credi crist curio decir deje denti derma desma
    dia dijer direc dolio efect enero expli flech frasc gotas gripe guagu gusta hacie hasta hemog hombr
    huele igual ingle intox jueve jugan labor laser lisa llama llave logop mamog manej masaj mona monto
    nene no_CARE no_CORAZON no_CORTAR no_GRAVE no_PLEASED no_VOZ no_a no_algo no_contr no_coraz no_donde
    no_palab no_por no_respi no_segur nutri oigo on paga pago pagos panal panic papil pase pico piden
    piojo podem pomad pongo preve punal queja quemo rcp resta saco sali salva santa signi simpl so_are
    so_cambi so_cance so_casi so_certi so_con so_debo so_juane so_manch so_nunca so_podem so_recet
    so_resul so_sacan so_sali so_trata so_usted so_vende subir suegr tanta tanti tetan the tiene torax un
    uno unos venda vento viole vitam vivi whats wifi zancu`,
  '1': `AMPUTAR CONVULSION FIEBRE TOALLA acabo agua alacr alarm alber apara audio bolit bote buena cable
    cacah caida caido caja calie centr cinco cuatr cuido decai dentr dific discu elect error escon escri
    esos espos explo fiest fin floji forma gas gorgo grand herid hinch hondo hongo horas horri humo ida
    incen jefe jugo llena llevo llora mamar maqui masca mes metio mira moto no_MOUTHS no_TODO no_TOMAR
    no_aqui no_estar no_jugo no_lo no_los no_mamar no_masca no_nos no_que no_segun no_si no_sient
    no_tomar no_unos novio nubla obra ocho ojos orden orino otro parce pedaz pegad peso pilet pone porta
    prend profu pront puest puse pusie quimi rara recie regal ronch ruido sacam salbu salch salud segun
    senor ser silba so_bueno so_comi so_docto so_explo so_lleva so_pregu so_prend so_sacam so_sangr
    so_toma sudad techo terce tirit tiro todav torci toser tres tuvie ve viejo viva vivir`,
  '2': `11 110 14 35 40 80 CONFUSO HERIDA MANCHAS PARAR RONCHAS aceit ahog* alqui andam antib aprie atrav
    avisp babea blanc boca brase brinc cabec caigo cama carne che cierr cloro corre costi cucar debil di
    droga duro echan entie escal escup espal estal estuv extra fumig gorda gris hecho histo hoy izqui las
    lejos llame lleno luz mandi mejor meses momen morad mueve no_entie no_la no_llame no_momen no_nada
    no_poder no_sud* no_suda no_vuelv ojito opres oyero palo patea pega perdo piel poder popo posib primo
    profe punta pupil queji rapid refre reja roja ronca salir siemp silbi sintr so_ayuda so_che so_cuell
    so_hago so_las so_popo so_si talle tembl toall toma tomad uva venen vi`,
  '3': `6 AGARRAR BAJO COAGULOS ELECTRICO GARGANTA MIO VOZ alumn amigo barri botel cafe calle carga caso
    cerra chorr clava coagu comi comio corta corto delir desap duerm empez esto fiebr fruta fui garga
    golp* golpe grave hago hunde hundi incon inten manch mapan mare* muert muy navaj no_BEBE no_CARA
    no_CONOCIMIENTO no_HABLAR no_LEARN no_NINO no_bebe no_desde no_habla no_llega no_mas no_mi no_mover
    no_ojo no_piern no_tiene paro pasti patad peor pido quija radia respo rigid sacud salgo satur segui
    silb* sin so_bebe so_empap so_quema so_te taxi te termi tiemb tirar toda todo trapo ultim verde voz
    vuelv`,
  '4': `170 2 ENORME ENVENENAR EPINEFRINA HIRVIENDO MUERTE abajo acido amane apago arras ascen azule casi
    celu compa compr dar decid dicen doler enorm epine espin espum habia haga he hirvi inhal insul inyec
    lengu lleva losa moles mordi nina no_CHISTE no_DEDO no_DESPERTAR no_FALTAR no_MOVER no_SENTIR no_bien
    no_brazo no_derec no_despe no_doy no_he no_puert no_saliv parej pero ponie prefi quedo ratas rato
    reacc redon sacar salie saliv so_auxil so_compr so_dice so_para so_perdi so_prefi so_tiene so_tome
    so_ya subio sudan tiemp traig unas van veint vibor vivie yo`,
  '5': `ATROPELLAR CALIENTE DIFICIL ESPUMA HUESO MORADO MOUTHS TIRADO VENAS VIBORA abrio abuel agarr ahora
    amiga aqui atrop balaz borro clona cuchi deja desan despl detie dolid ducha empap encim enven falta
    hueso lucec mareo marid media mitad muela no_FINE no_detie no_estuv no_pasa no_segui no_traba
    no_vivir ocupo parad parir pego piens pisto quema sierr sigui so_algui so_ocupo suda sudor tio tirad
    vale vecin venas vino`,
  '6': `28 38 AMENAZAR AZUCAR PALE PARTO RARO SOBREDOSIS SUICIDAR TOSER WORSE abre amena antes atora azuca
    dado dano dejo epile ex fuent ganas hemor lavan liqui lista mas miran mismo nena no_BRAZO no_pulso
    no_senti no_veo nos olla palid papa pila pinch puso quito senti so_duele so_embar so_hoy so_la
    so_mande so_un vida viene vista volco`,
  '7': `39 PERDER RIGIDO aguan aire ataqu atoro camar cereb coche conte derec desca estas herma hija labio
    lados marca minut no_abre no_ayer no_cita no_nadie noche pegan perdi pulso shock so_ataqu so_contr
    so_respi so_traig so_vomit toro tose`,
  '8': `CORTAR DANO DEDO FATAL LABIOS PENSAR QUERER REPENTE azote cosas cuest desde estab heces lleve medio
    miedo no_hace no_noto otra sang* sangr si so_apuna so_llevo tipo veces venga`,
  '9': `DEBILIDAD MANY ahogo bolsa borra despu dio estam forz* forzo fuert mama no_VISIT padra piern puent
    rompi so_abusa so_estan venta`,
  '10': `ABUSAR ARMA CONOCIMIENTO FALTAR MOVER abus* abusa algo apret asi brazo cara carta conoc cuerp en
    encer estan mano mover no_FAREWELL no_VIVIR no_le`,
  '11': `AHORCAR INCONSCIENTE VISTA VIVIR ahorc algui casa cuell dispa encon estoy ha hijos no_LLAMAR no_papel
    papel parac so_piens so_rompi so_sobre so_todos soga tengo toco tome trago veo`,
  '12': `MATARSE bano cordo despi mi negro no_quier noto repen voces`,
  '13': `NINO TIRAR afuer apuna ayuda cuart favor no_y sale`,
  '14': `ANAFILAXIA CERRAR LIQUIDO PEGAR ambul anafi anoch bebe dando dice entra nadie no_COSTO piso puert`,
  '15': `FUENTE MUCHO lo so_estoy todas tomo`,
  '16': `ALTURA AYUDA cabez estar ojo pensa sud*`,
  '17': `COMER DAZED PISO QUITAR VOMITAR so_dolor so_lo`,
  '18': `DOLOR so_esta vomit`,
  '19': `AHOGAR ALTO MORIR TEMBLAR dolor so_sient`,
  '20': `BEBE matar no_SERVICE so_le viol*`,
  '21': `ELLOS SANGRAR VIOLAR lado viola`,
  '22': `NAVAJA sient`,
  '24': `LENGUA NOW morir una`,
  '25': `APUNALAR CARA GRAVE PECHO SENTIR TOXICO`,
  '26': `AMBULANCIA CABEZA`,
  '27': `MACHINE`,
  '28': `PLEA todos`,
  '29': `TODO`,
  '32': `respi so_creo`,
  '33': `RESPIRAR`,
  '34': `BRAZO despe pecho`,
  '36': `se`,
  '38': `TOMAR`,
  '39': `le`,
  '40': `creo`,
  '47': `DESPERTAR`,
  '50': `no`,
  '53': `esta`,
  '68': `y`,
};
