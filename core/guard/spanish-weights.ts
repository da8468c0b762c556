/** Written by `npm run weigh:guard`: what each clue weighs for an alarm, by tenths. */
export const spanishWeights: Readonly<Record<string, string>> = {
  '-37': `solo`,
  '-36': `COSTO OFRECER`,
  '-31': `no_COMMON`,
  '-26': `TAREA`,
  '-23': `de`,
  '-22': `el`,
  '-21': `la`,
  '-20': `cita`,
  '-19': `HACE`,
  '-18': `dan no_el no_tengo`,
  '-17': `PODER cuand me no_OFRECER`,
  '-16': `CHISTE anos duele no_PECHO`,
  '-15': `bien para`,
  '-14': `es graci no_DOLOR`,
  '-13': `MES haha medic`,
  '-12': `ANO DERRAME dormi hacen neces no_cuant no_que o suici`,
  '-11': `INFARTO SENAL cance docto infar los no_no salio segur vacun`,
  '-10': `cambi cuant hace no_dan no_pecho sobre traba tuve tuvo`,
  '-9': `DORMIR REIR contr hacer las mejor no_desma poco poner por tomar usted`,
  '-8': `abren atien donde matan muero ni no_INCONSCIENTE no_INFARTO no_ahog* no_donde no_duele no_infar no_me
    pie polen ponen puedo quien raspo su un urgen`,
  '-7': `ROMPER alerg antic cardi celul con consi detec emerg hay infor manej nino no_SUICIDAR no_para
    no_suici pasad prueb punto recep recet saber son toca trata tres`,
  '-6': `ALERGIA EMBARAZO INHALAR MATAR SUICIDAR a ano cafe derra dos embar encia fue murio nariz no_AHOGAR
    no_CONVULSION no_PODER no_como no_con no_convu no_ni no_torac no_una nueva pelo poqui que revis seman
    tanto tarde torac`,
  '-5': `10 DIFICIL PARAR QUEMAR agend corre curso dedo difer domin entre estac estos factu horar marzo nervi
    ningu no_DESMAYAR no_FIEBRE no_PASTILLA no_emerg no_en no_fiebr no_mas no_nunca no_pasti no_puedo
    no_sin no_tuve nunca orina pegue quede queri quita radio risa rodil sueno sus tengo tos ultra vende`,
  '-4': `ansie antec ayer bajar bici bomba cae cafet chequ clini conta da dejar denti embol encue esper estud
    estuv exped hasta hombr inten mata no_TODO no_ahogo no_antec no_atien no_dando no_encue no_estos
    no_graci no_hacen no_hacer no_quier no_trata pasa perio perso podei sabad senor tobil turno vuelt`,
  '-3': `CORAZON LLAMAR OBJETO acept ahog* ahora ampol ando busca cansa cirug clase coraz crema debo duerm
    edad enfer estre famil farma foto grupo haria harta hora huele ibupr justi madre mis no_ELLOS
    no_SANGRAR no_ahora no_ando no_ayer no_dolor no_hasta no_las no_sang* no_sangr pacie preci presi
    prime quema quisi resul sala salvo si sin sonri tarea tarje tener toma va ver vi`,
  '-2': `AGARRAR ASMA CAER CONVULSION DESMAYAR HERIDA HINCHAR abeja abre acaba ahoga algo asma auxil bueno
    cayo clav* convu corte cuale cuent desma direc dosis eh era escal escue ese este fiest hija hola jefe
    lleve lunar manch manda mande manos no_DIFICIL no_MUCHO no_acept no_cuale no_este no_ha no_hay
    no_hola no_los ojos paro parti pedir preve psico queme renov ronca senal ser sigui sol tanta unos
    venda vitam zapat`,
  '-1': `8 CHOCAR SEMANAS TOALLA TORCER adorm ahogo buena cacah caido caja certi choqu come consu cuest dar
    entra espal esto folle hinch ictus lo manan mas mucho muy nene no_INHALAR no_LIQUIDO no_aire no_hace
    no_he no_la no_mi no_orina no_por no_te otra porqu salen segui sobri te tenia tiene torci vivir`,
  '1': `5 CONFUSO DEBILIDAD ENORME EPINEFRINA FLOJO MIO MORIR SALPICAR TIRADO alcoh arras atrag borra caigo
    carga caso confu costi dia entie epile epine esos espos ex floji gas grave herid hunde llega metio
    momen monto morad mueve no_AYUDA no_FALTAR no_GRAVE no_LLAMAR no_PARAR no_PERDER no_a no_casi no_de
    no_encon no_entie no_momen no_neces no_nos no_perdi palab palid puest puso queda quedo rapid raro
    recie segun siemp soy tiemp tirad trae vecin voz`,
  '2': `30 AMPUTAR AZUCAR DANO ELECTRICO ENVENENAR LABIOS QUITAR VOZ aceit agua alber amane ambul antes apret
    azuca azul babea blanc chiqu cloro conoc cosas dentr desan despi despl dias diez dolid echan empap
    encim enven estar fiebr forma frasc frio habla heces incon inyec lleno marea medio muela muert mujer
    negro no_CABEZA no_CHOCAR no_CONOCIMIENTO no_HABLAR no_contr no_cuell no_despu no_mover no_nada
    no_piern no_si no_trago no_traig no_vuelv nos puert rato reacc rigid ronch silb* silba tieso todas
    toser ve veces vez voces`,
  '3': `20 AHOGAR BAJO ESPUMA FATAL FIEBRE HABLAR HIRVIENDO HUESO NINO PARTO RARO RONCHAS VENAS abrio amigo
    aqui carta casi cereb cerra comer compr cuell deja desap detie dific dispa droga empez estoy fui
    ganas hirvi hueso izqui lengu mareo meses nada nena no_BEBE no_COMER no_DEDO no_DESPERTAR no_MOVER
    no_NINO no_QUERER no_bebe no_brazo no_derec no_desde no_detie no_respi no_sobre no_ya olla papa parac
    parej pasti piern piso puse respo suegr tembl tomo traig venas vivie volco`,
  '4': `28 39 CALIENTE CONOCIMIENTO DEDO DOLOR LIQUIDO MORADO RIGIDO SOBREDOSIS VIBORA acido balaz bano cada
    cierr clona compa cuchi dano dejo diero error falta labio llama mama mare* media mitad no_BRAZO
    no_CHISTE no_EMBARAZO no_PENSAR no_RESPIRAR no_cita no_despe no_embar no_tome no_veo no_y pegan peor
    pisto ponie quier sale sudan vibor`,
  '5': `ABUSAR AMENAZAR COMMON GARGANTA INCONSCIENTE MANY MUERTE TOSER VISTA VIVIR abus* abusa agarr amena
    asi azote calle camar casa conte corto dado derec garga golp* golpe herma insul marid mover nadie
    nina no_ataqu no_pero no_senti no_vivir pego rompi senti shock venen venga vista vuelv ya`,
  '6': `AHORCAR ALTURA CORTAR FALTAR MOVER PASTILLA PISO TIRAR abuel ahorc apuna ataqu bebe boca bolsa coche
    comio desde dio doler hijo inhal no_TOMAR no_estan no_piens no_tiene pero piens salie toda`,
  '7': `BEBE MATARSE PENSAR PERDER REPENTE afuer aguan aire cuerp dice estan lados mano no_VIVIR no_lo perdi
    repen sud*`,
  '8': `dando encon fuert hago matar mi no_sient ojo`,
  '9': `APUNALAR ARMA algui anoch brazo cara ha minut trago`,
  '10': `AMBULANCIA ANAFILAXIA FUENTE VOMITAR anafi cabez como dolor favor noche sang* sangr tome vida viol*`,
  '11': `ALTO CERRAR MUCHO NAVAJA TEMBLAR lado no_SENTIR pensa vomit voy`,
  '12': `CABEZA PEGAR ayuda no_se`,
  '13': `AYUDA ELLOS SANGRAR TODO hoy morir respi sient`,
  '14': `VIOLAR viola`,
  '15': `despe no_le todos`,
  '16': `SENTIR TOXICO`,
  '18': `COMER PECHO`,
  '19': `CARA LENGUA`,
  '21': `QUERER RESPIRAR`,
  '22': `TOMAR creo no_creo`,
  '23': `DESPERTAR no_MIO`,
  '24': `GRAVE`,
  '25': `pecho`,
  '27': `se una`,
  '29': `no`,
  '32': `BRAZO le`,
  '37': `esta`,
  '48': `y`,
};
