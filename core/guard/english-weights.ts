/** Written by `npm run weigh:guard`: what each clue weighs for an alarm, by tenths. */
export const englishWeights: Readonly<Record<string, string>> = {
  '-74': `?`,
  '-71': `CARE`,
  '-62': `MILD`,
  '-61': `VISIT`,
  '-51': `YOU`,
  '-49': `can`,
  '-47': `when`,
  '-42': `JEST SERVICE`,
  '-38': `FINE`,
  '-35': `COMMON`,
  '-32': `haha`,
  '-30': `a need`,
  '-29': `for`,
  '-28': `LEARN SEND how so_is`,
  '-27': `about do which`,
  '-26': `COSTS just no_PAIN`,
  '-25': `LONG`,
  '-24': `years`,
  '-23': `no_CHEST no_chest sleep still`,
  '-22': `STUDY YEAR any nose`,
  '-21': `new no_CRAMPS no_HURTING no_pain ok or`,
  '-20': `HABIT fine so_what there`,
  '-19': `does plate so_do who`,
  '-18': `late ran that`,
  '-17': `as only so_cant where`,
  '-16': `FICTION again had so_who strok will`,
  '-15': `anyth check no_or visit you`,
  '-14': `cold come lost may next porta see so_and so_how`,
  '-13': `FEED LOSE PILLS died docto isnt kid no_UNCONSCIOUS no_uncon so so_where yeste`,
  '-12': `are cardi faint foot good it march mi no no_COMMON no_of nurse patie playi rash safe thera una work`,
  '-11': `SIGN build cita could day de form gel meds so_the take troub umbre we`,
  '-10': `PLEASED block book cance child dose elbow freez insur killi mild much needs no_DIFFICULT no_NOT
    no_SEIZURE no_SHORT no_no no_seizu no_short no_troub press real scrap so_ok these tiene whats`,
  '-9': `MOVE PET ache after bad being bring cream dr emerg follo inste needl no_FEVER no_and no_anyth
    no_fever plant runni shoot so_baby so_out so_we so_whats speak tired what why`,
  '-8': `SHORT aslee attac bump care class contr dayca estan food forge glass husba ingro la laugh left make
    no_SUICIDE no_SWELL no_any no_suici no_swell perso pill room short shoul so_ingro so_shoot so_when
    someb sore survi test uncon video want wife`,
  '-7': `BURN KILL SPEECH SUICIDE aid c carin chart conta crash demen diffe donde dress dribb drunk email heel
    histo misse moved never no_CLOSE respi resul so_donde so_tell so_why stair suici thank wande weath
    week`,
  '-6': `2012 HIVES LAUGH ago at bill bumpe burne bus cat con cual desk dinne el es healt heari human ill
    itchy knee lower monda murde nearl neces no_again no_havin quest rehab schoo smoki so_any so_burne
    so_can so_contr so_cual so_if so_my trave updat urgen wants wine year`,
  '-5': `4 9 DYE SEIZURE UNCONSCIOUS ask asked asthm bike brush couns death dying expir feeds find footb frida
    group ibupr jumpe keys long looki massa medic more moss nearb no_ALL no_ATTACK no_BLEED no_BREATHE
    no_PLEA no_SELF no_SEVERE no_TOOMUCH no_all no_attac no_bleed no_breat no_had no_mysel no_thoug noon
    once physi play presc recep regis satur seizu shirt sick sign sneez so_lost so_old so_sunbu so_which
    song squad stoma stopp stres studi sunbu sunda tetan tickl whene`,
  '-4': `2021 back beat card chang choke clear curio denti doing drop eatin exam exerc far first fix flu free
    get great gym happe helpi june label lift list lo miss mothe movie no_a none norma nostr numbe offic
    pays pharm photo pizza poste print refil repor rides run runny sad said scan scar self shavi so_are
    so_your soup teste thing three toddl treat usual vet was well winte won write yet`,
  '-3': `58 CLUTCH DROWN advis alway app attem away badly bank batch befor betwe billi clini commu cpr decem
    disco dog drown exams extra fathe forgo game garde gone grief gums hair harm hay high hours is lab
    limpi lisa logo menti might mole mona month muscl nervo nice no_HEART no_at no_emerg no_far no_harm
    no_heart no_in no_like no_one no_self no_so not numbi numbn ortho passw peopl quit readi resch segur
    sessi shots sickn sing small snow so_30 so_choke so_could so_does so_got so_hay so_it so_left
    so_light so_never so_sing so_snori so_son so_swoll so_these so_this so_two so_will spott sprin stitc
    stuff takin thinn throu till toe total traum ultra unit wall worse xray your`,
  '-2': `138 2015 2019 50 ALLERGIC CANT PREGNANT WAS abren actin adres aller allow almos annua anoth appt
    awake becau bled box burn burns cafet calle calli came certi charg chole chris climb confi covid
    dange derma disch draw emplo entra fligh gorge gummi guys happy hear heat helps hiccu invoi itche
    joke kicke lapto leave lie made makin marri momen mood mri no_COSTS no_HIT no_JEST no_haha no_more
    no_panic no_since no_the noseb nursi openi panic party pay pee penic pick plast pregn price progr que
    quier quote rains rate recom refer resta saved sees sendi servi shado sligh slot sniff snore snori
    so_abren so_dying so_head so_morni so_recom so_sprai so_thank so_toddl so_you spicy sport sprai stops
    swell talk team tell tiny today told urine vacci viole vitam waiti wax websi whens`,
  '-1': `12 25 7pm 99 OFFER PLEA SUBJECT accep acept actua addre also anest anywa appoi arres asks aunt avail
    blank boost botox bruis burnt buy cafe choco choki circl clock close co compl cost cross date days
    dead did doubl drive dropp due durin earli egg epile expla falli fasti femal few fill findi fixed
    floss forea forms full goes guy hands hold hospi huge hurry ins ivy jab janua kids kille knock labor
    laser libra licke line lotio luck mail makes manan many marat mask milk mini monit moon mosqu music
    nalox name newsl no_HARM no_MANY no_NOTV no_OBJECT no_WONT no_an no_dange no_for no_insur no_just
    no_my no_not no_react offer often onlin paint parac paren perio phq pink plan pool posit proce quiz
    rathe reach react read recor renew routi safet sat sched screa scree scrip secon sell sent shive
    signs since sitti so_askin so_bumpe so_burni so_emerg so_feeli so_gums so_had so_haha so_heari
    so_hours so_makin so_mild so_mosqu so_nearl so_no so_noseb so_not so_open so_openi so_paper so_perio
    so_pleas so_quest so_saw so_sore so_stabb so_that so_until sober speec stron super suppo swim swimm
    teena telep tests then they those thoug too tooth train trans ward wear weeke wheel wifi writi yall`,
  '1': `36 5 7 BLEED CHOKE CONFUSED JUMP SUGAR VEHICLE all balco banda baseb bent best bitte cant catch cloth
    comes confu cough cowor cramp crazy diabe dogs done dots droop drops drows eleva ever fille finis
    fishb fit flash flipp flopp foam foreh fruit fryer funny gibbe give gunsh half hello infan juice
    ladde legs locke meter mins movin mr mumbl mushr nappy nephe no_INGEST no_anymo no_be no_drink no_eat
    no_hurt no_it no_juice no_let no_make no_open no_sense no_them no_wait no_with nonse note open opene
    pains park probl push queue remem remov says sense sente shaky sharp slipp slurr so_carbo so_cowor
    so_dad so_fishb so_hello so_hit so_horse so_just so_sudde so_suici so_tight so_voice so_want spitt
    squea steak stent stick stool strai sugar surge than this tomor walk white wifes windo wire with wks
    worth wrong zappe`,
  '2': `10 104 20 6 81 ASSAULT BABY BADLY STOP antid aspir beepi big bigge bleac boss boyfr bp carbo caugh
    chemo dark deep deepe drain each endin er fade famil fast fat fed feeli foami from gas god grabb
    grind has haven heart in jump kicki kicks kitch littl live lots low maybe mean meant mista monox mums
    n no_ABUSER no_COUGH no_EPIPEN no_LEARN no_SUBJECT no_TONGUE no_cough no_day no_epipe no_fade no_he
    no_her no_here no_is no_kicki no_know no_picki no_round no_tomor no_two no_yeste other pale parke
    pass picki piece pills possi pound pouri pumpi quiet racin rat reads remot rolle roomm sayin sepsi
    shed showe shrim sink skipp smell so_5 so_aller so_arm so_ate so_bleed so_boili so_breat so_frien
    so_heart so_her so_husba so_kid so_need so_one so_passi so_sever so_soake so_woke tingl um warfa
    wasnt`,
  '3': `39 40 BOILING EDGE FEVER OBJECT SLUR SWELL TURN able accid acid alarm alrea arm arms batte bee blew
    body boili boy broth burni but chemi clamm clean clots cooki crook dishw dizzy drool drugg elect
    explo fight firew flutt green grey gushi hasnt heavi hit hitti hives hurti hurts injec insid job kill
    machi me nitro no_BABY no_FAREWELL no_FEED no_OUTTHERE no_TURN no_WANT no_able no_i no_leave no_out
    no_this noise nothi our oven own passi pen place put respo round saw scare seein six snort so_7
    so_bee so_dont so_fell so_firew so_he so_hot so_mom so_new so_our so_pulle so_spill somet spit splas
    spots stran swall swoll talk* teach ten texte thund thurs tip traff tree turni uncle unres used weak
    were wet while worki wrist`,
  '4': `8 POISON assau awful bag bed bleed blue bored bunch butto cup dad daugh eleph else ex felt found
    front head himse huffi i if mom neigh no_CHILD no_MOVE no_NOW no_YOU no_baby no_felt no_move no_stop*
    no_stopp oxyge pads peeli pleas poiso puffi pupil purpl sever sit so_8 so_elect so_found so_seizu
    so_she so_shoul so_sorry so_throw so_tooth some stree talki tea throw tight true turne twice two van
    visio wakin wasp watch weird wheez witho words`,
  '5': `30 34 COUGH DIE HEART STABBED ate baby bit break coffe cut drank even eyes fall filli finge force
    getti hangi hot ice insul kms last limp messa mysel no_ALIVE no_FINE no_SEND no_STOP no_WAKE no_comin
    no_if no_wake passe pulle ready reall roof rope smoke so_34 so_cut so_fever so_gave so_help so_kms
    so_leg so_short so_stung so_think so_tongu so_tonig so_vomit spill stabb stand stop* stung sucki
    thick times tippe tried very wait weeks weigh`,
  '6': `28 DRUG LIMP SLASH answe askin babys beats belly bothe bucke cashe crush defib drivi enoug fever
    grand groun grunt he heada herse jaw lined lying no_SERVICE no_us nobod out param patel prope ribs
    so_2 so_grand so_grape so_haven so_havin so_on so_somet soaki sound sting to towel tract woke`,
  '7': `101 3 FLUSH HEIGHT THREATEN acros alive ambul bathr behin bottl bridg call empty face him jerki morni
    no_VISIT no_up numb scaff side so_cough so_worst strug them threa tongu way whole worst writt`,
  '8': `38 ANAPHYLAXIS BONE CHILD LOW OUTTHERE VISION aroun brigh feels gasp* gaspi gave hard home house into
    know lips moans neck no_OFFER no_THEY no_appoi no_aroun old say shaki shot so_a so_call so_gaspi
    so_took soake sorry spurt stop us wante`,
  '9': `911 DIFFICULT FAINT HIT SIDE air ankle bone breas car frien go hand hoars inhal life man moms pacem
    pain red so_crush so_every so_i so_throa son wake wrote`,
  '10': `ALIVE BLUE EPIPEN GUSH HURTING NUMB OWNLIFE RAPE SUDDEN TODIE be epipe going grape gun here horse
    hurt knife light no_me off send skin so_blood so_chest so_used squee sudde temp touch went`,
  '11': `2 DROOP FINGER PAIN SHAKE barel breat colla doesn floor no_pulse of peanu right so_pain so_someo
    stepd stuck sweat`,
  '12': `NOW PAD SPILL TOOMUCH WONT got her mouth night pulse raped so_water under vomit`,
  '13': `HEAD VOMIT WORSE anymo broke end point rattl so_rattl`,
  '14': `HARM bette eye leg like one over tylen water`,
  '15': `END SEVERE SNAKE an blood die keep lette shock so_there voice`,
  '16': `BLOOD CRAMPS SELF STIFF black hour keeps minut stiff tonig took`,
  '17': `NOTV PALE WEIRD outsi she throa`,
  '18': `ALL MACHINE am cord down someo`,
  '19': `FLOPPY THROAT TOXIC by door goodb have on wont`,
  '20': `WRIST closi comin his lot`,
  '21': `CLOSE HOTLIQUID WAKE`,
  '22': `DAZED WANT feel up`,
  '23': `AMBULANCE been havin`,
  '24': `BREATHE HEAVY chest dont help`,
  '25': `INGEST MOUTHS now`,
  '27': `ABUSER FACE GROUND MANY NOT`,
  '28': `ATE WEAPON`,
  '31': `FAREWELL`,
  '34': `CHEST LIMB`,
  '35': `every`,
  '36': `TONGUE`,
  '39': `think`,
  '54': `THEY`,
  '57': `and`,
};
