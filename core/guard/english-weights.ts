/** Written by `npm run weigh:guard`: what each clue weighs for an alarm, by tenths. */
export const englishWeights: Readonly<Record<string, string>> = {
  '-43': `YOU`,
  '-35': `a no_COMMON`,
  '-32': `can`,
  '-28': `for`,
  '-27': `COSTS`,
  '-23': `STUDY`,
  '-22': `haha`,
  '-21': `when you`,
  '-19': `the`,
  '-17': `just`,
  '-16': `no sleep`,
  '-15': `FICTION emerg strok years`,
  '-14': `about need no_is shoul test`,
  '-13': `KILL LONG ago killi no_TURN only or that`,
  '-12': `YEAR at book do had it new your`,
  '-11': `SEND insur no_CHEST no_HURTING no_chest no_pain nose see sore`,
  '-10': `SIGN any appoi check does elbow fine needs no_PAIN no_the scrap still`,
  '-9': `DYE LAUGH after dying follo itchy kid no_UNCONSCIOUS no_or no_uncon ok so tired`,
  '-8': `anyth as form if next no_CRAMPS no_do no_what schoo someb thank thera yeste`,
  '-7': `12 DIE SHORT betwe bit could died email histo knee no_SWELL no_had no_my no_of short survi xray`,
  '-6': `MOVE SEIZURE again are chang find from march mild no_FINGER no_NOT no_any no_anyth no_does no_this
    no_where paper perio resul runny safe seizu smoki stres stuff three uncon vacci where work`,
  '-5': `COMMON PREGNANT cance cardi class clini crash denti diffe faint flu gone good gums gym hair healt
    heart how laugh littl lunch muscl never no_SEIZURE no_again no_haha no_heart no_how no_no no_seizu
    no_troub physi pregn refil scree sunbu talk they time troub visit we week`,
  '-4': `2012 SUICIDE UNCONSCIOUS WAS actua attem bike chart conta cream dead dress ear food hours isnt jumpe
    lift many no_DIFFICULT no_HEART no_SELF no_SHORT no_WONT no_emerg no_mysel no_short no_swell no_that
    no_when nurse peopl plate price sendi suici than treat two updat was will would`,
  '-3': `ALLERGIC OFFER aller attac bad bill cafet charg choke days disco dose exerc fathe inste lab made
    medic moved murde no_ATTACK no_BLEED no_CANT no_CLOSE no_DIE no_KILL no_OFFER no_STOP no_SUICIDE
    no_YOU no_a no_attac no_cant no_never no_so no_stop* no_suici no_which no_your not numbe offic once
    open patie quest rash remov satur screa shot small take tetan these tooth tuesd usual wasnt weeks
    well which who year`,
  '-2': `2015 BLEED DROWN HEART PILLS SWELL ask asthm billi coffe cough curio docto dropp drown entra ever far
    fire get heat hold hot hurt looki lost makes meds miss nearl no_HARM no_HIT no_and no_far no_hot
    no_just no_like no_noseb no_since no_swoll no_thank no_who noseb pills plant refer room run saved
    signs since song stitc surge swoll talk* ten thing want wine write`,
  '-1': `2019 BABY BURN COUGH HIVES LOSE LOW SPEECH aid askin aunt back becau box clean cold contr cost couns
    cours cover dad day dr endin epile fell first forms great group guys heavy horse hurts husba kids
    light luck month mothe move movie near no_BREATHE no_BURN no_NOTV no_PREGNANT no_an no_baby no_bleed
    no_breat no_burni no_havin no_in no_it no_not no_pregn no_quest no_strok no_we nothi numbn offer
    parac phone presc press preve pulle put ready said sell sitti slot too twice volun waiti with worse`,
  '1': `4 FEED NUMB OVERDOSE SPILL STABBED SUGAR alarm almos ankle away badly banda befor boss boyfr bridg
    broth burns but by carbo choki crook daugh dizzy elect ex feed finge finis flopp funny gas gave gibbe
    grey has heada i infan is jerki keeps makin me mixed monox newbo no_ALLERGIC no_BABY no_BOILING
    no_CHILD no_FEED no_SUDDEN no_aller no_are no_boili no_got no_grand no_hit no_husba no_know no_sudde
    no_wait noise norma opene overd parki passe piece place possi probl ribs roof round seein sente shock
    six slurr speak stran stung sucki sugar them today train tried vodka woke words xanax`,
  '2': `2 20 8 BOILING CANT CHOKE CLUTCH DRUG POISON VEHICLE acid antib arms babys batte bleac blew boili boy
    break breas catch clamm drool droop each enoug explo found getti go gushi hard hasnt have hit home
    hurti jaw jump limp looks lots make min mom neigh no_ALL no_CHOKE no_EPIPEN no_FLUSH no_HEAVY
    no_INGEST no_MOVE no_STIFF no_can no_epipe no_found no_have no_he no_her no_make no_sever no_stiff
    no_to no_took note our pains passi poiso racin respo rolle roomm same says scare siste splas stair
    stand start stop stopp talki tell texte this times unres very walk wants wheez wife witho worki`,
  '3': `34 JUMP LIMP SLUR answe baby bathr bunch came car come cut drank drivi feeli grand half head here
    herse hives huge insul leave lying no_34 no_ATE no_MANY no_SPILL no_WANT no_dad no_pleas no_up
    no_worst numb one pain param purpl say sever soaki sprea stop* swall there touch turni way weak whole
    worst`,
  '4': `28 ASSAULT BADLY BONE FLUSH HURTING OUTTHERE STIFF SUDDEN VISION assau bone brigh broke comin doesn
    frien grape gun hand he hi him into know left morni mouth my neck no_BLOOD no_COUGH no_SLASH no_blood
    no_cough no_cut no_hi no_she no_think no_whats out red saw shaki stabb stiff stuck sudde thoug tongu
    uncle visio vomit wante weird went what whats wound wrist`,
  '5': `30 ANAPHYLAXIS EDGE END FAINT FEVER SHAKE SUBJECT THREATEN alive ambul be behin black cant closi door
    end fever floor got her house lips man mysel night no_ALIVE no_SEVERE no_haven no_someo nobod old
    peanu soake somet sorry strug sweat threa tight`,
  '6': `10 FINGER HEAD SLASH TODIE air all bette blue bottl call die eye goodb inhal life like no_BADLY
    no_SUBJECT no_every off over pleas send side squee throa throw under wake`,
  '7': `CRAMPS EPIPEN OBJECT PAD THROAT WEIRD an ate colla epipe face feels minut no_SEND outsi water`,
  '8': `ALIVE DIFFICULT GROUND OWNLIFE RAPE SELF TOXIC anymo barel breat hour in knife point raped son up`,
  '9': `HOTLIQUID PAIN SIDE VOMIT no_there of on reall tonig took`,
  '10': `BLUE CHILD CLOSE HEIGHT WRIST going his keep leg no_i no_me she`,
  '11': `WONT down no_ABUSER right someo wont`,
  '12': `BLOOD GUSH WAKE blood to`,
  '13': `AMBULANCE SEVERE been lot now`,
  '14': `HIT MANY NOT NOTV every feel`,
  '15': `ALL FLOPPY TOOMUCH WEAPON help`,
  '16': `BREATHE FACE TONGUE TURN am dont`,
  '18': `HEAVY INGEST chest havin`,
  '19': `ABUSER`,
  '20': `no_THEY`,
  '21': `ATE`,
  '23': `CHEST LIMB`,
  '24': `WANT`,
  '32': `think`,
  '40': `and`,
  '43': `THEY`,
};
