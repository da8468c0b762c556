/**
 * The words that the guard's English patterns are made of, folded. `englishSets`: words that mean the same to a pattern.
 * `englishDistinct`: words that are close to one of those, and no typing errors.
 */
export const englishSets = {
  WONT: `wont not cant isnt refuses doesnt`,
  FEED: `feed eat nurse drink eating feeding drinking`,
  FLUSH: `peeing pooping passing peed pissing urinating`,
  TODIE: `rope noose ledge razor`,
  LIMP: `limp lifeless floppy slumped motionless`,
  HURTING: `agony hurts pain painful hurting`,
  SNAKE: `snake rattlesnake viper cobra scorpion widow`,
  BADLY: `severe severely bad badly terrible terribly extreme extremely horrible worst intense awful
    excruciating`,
  GROUND: `floor ground pavement street lying laying`,
  DYE: `dying dieing`,
  OUTTHERE: `sticking out through poking exposed showing visible`,
  BONE: `bone bones`,
  LAUGH: `laughed laughing laugh laughs funny`,
  HOTLIQUID: `oil water grease coffee tea soup acid`,
  SPILL: `splashed spilled spilt poured fell dropped splattered tipped spilling`,
  PAD: `pad pads bandage bandages towel towels sheets gauze`,
  OBJECT: `battery batteries magnet magnets coin coins pin pins nail nails needle glass marble screw button lego
    bone toy`,
  ATE: `ate eaten eating swallowed swallowing swallow drank drunk drinking chewed chewing licked got found
    into`,
  CHILD: `daughter son kid child toddler baby boy girl nephew niece grandson granddaughter infant old kids
    children grandkid grandchild twins twin kiddo grandbaby`,
  WEIRD: `weird weirdly funny strange strangely odd oddly wrong nonsense off`,
  CLUTCH: `grabbed grabbing clutching clutched clutches holding held`,
  COMMON: `a about after all also am an and any are as at away be because been before but by came can come could
    day days did do does done dont down for from get give go goes going gone good got had has have he her
    here him his hour hours how i if in into is it just keep keeps know last like long look made make
    many may maybe me more morning most much must my need never new next night no not now of off on one
    only open or our out over own people please pretty put really said saw say see she should since so
    some someone something started such take than thank thanks that the their them then there these they
    thing think this those through time to today tomorrow too two under until up us very want was way we
    well went were what when where which while who why will with without work would years yes yesterday
    you your right feels feeling whose hello hi sorry appointment friend question doctor office clinic
    week again always another around back bad best better big both call each even ever every few find
    first getting great half help high home house idea kind left less let little lot men might mind
    minute minutes month name near nothing old other part place point room same school second set show
    side small still sure talk tell three try use using wait waiting wife woman women world year`,
  CHEST: `chest breastbone sternum ribcage`,
  PAIN: `pain pains painful hurt hurts hurting ache aches aching tight tightness tightening pressure pressing
    squeezing squeeze squeezed crushing crush stabbing heavy heaviness burning burns discomfort weight
    elephant clenching sharp cramping throbbing agony standing sitting squeezes tearing ripping brick
    pinching hurted hurtin`,
  HEART: `heart hart hearth`,
  ATTACK: `attack atack attacks attak`,
  FACE: `face mouth smile lip lips eyelid cheek`,
  DROOP: `droop droops drooping drooped sagging sags saggy hanging crooked lopsided twisted dropped uneven
    droopy`,
  SPEECH: `speech words speaking talking talks speak talk speaks said`,
  SLUR: `slur slurred slurring slurs gibberish garbled mumbling jumbled nonsense`,
  NUMB: `numb numbness tingling tingly tingles paralyzed paralysed paralysis weakness limp dead`,
  LIMB: `arm arms leg legs hand foot side face body toes fingers limbs`,
  SIDE: `side half`,
  SUDDEN: `sudden suddenly sudenly abruptly`,
  LOSE: `lost losing lose`,
  VISION: `vision sight eyesight`,
  MOVE: `move moves moving lift raise lifting moved`,
  CANT: `cant couldnt unable cannot`,
  NOTV: `not isnt arent wont doesnt wasnt hasnt didnt stopped aint barely hardly`,
  NOT: `not isnt arent wont doesnt dont cant wasnt hasnt havent didnt never no without stopped aint barely
    hardly`,
  SELF: `myself himself herself themself themselves yourself meself`,
  KILL: `kill killing killed kil`,
  END: `end ending ended finish`,
  OWNLIFE: `life lives lifes`,
  ALL: `all everything tonight`,
  WANT: `want wants wanted wanting wish wishes gonna going plan planning plans ready thinking feel rather
    decided need`,
  DIE: `die dying dead death`,
  ALIVE: `live living alive exist existing`,
  HARM: `harm harming hurt hurting cut cutting hang hanging shoot shooting drown drowning burn burning starve`,
  JUMP: `jump jumping jumps leap throw`,
  EDGE: `bridge roof building cliff window ledge balcony rooftop train overpass tracks`,
  WRIST: `wrist wrists veins vein throat`,
  SLASH: `slash slashed slit slitting cut cutting cuts sliced slicing`,
  OVERDOSE: `overdose overdosed overdosing overdoses od oded ods overdoze`,
  INGEST: `took taken swallowed swallow swallows swalowed ate eaten eats drank drunk drink drinks drinking
    ingested chewed downed consumed inhaled licked snorted injected popped taking`,
  PILLS: `pills pill tablets tablet capsules meds medication medications medicine medicines paracetamol tylenol
    advil ibuprofen aspirin xanax oxy oxycodone insulin sleeping antidepressants benadryl acetaminophen
    opioids fentanyl heroin painkillers sedatives valium ambien drugs dose doses vitamins antidepressant
    gummies melatonin edible edibles metformin methadone morphine codeine lithium klonopin`,
  TOOMUCH: `bottle bottles box whole entire double triple handful handfuls bunch pack packet wrong lots all`,
  DRUG: `heroin fentanyl meth coke cocaine pills oxy opioids xanax drugs crack molly ecstasy ketamine`,
  TOXIC: `bleach poison poisons detergent cleaner cleaners cleaning antifreeze gasoline petrol battery
    batteries chemical chemicals pesticide pesticides acid lye paint thinner magnet magnets kerosene
    ammonia turpentine insecticide mushroom mushrooms drain coin coins laundry pod disinfectant sanitizer
    nicotine fumes glue perfume windex fertilizer sanitiser chlorine weedkiller gas berries lysol clorox`,
  POISON: `poisoned poisoning poison poisonous intoxicated poisened`,
  BLEED: `bleed bleeds bleeding bled bleading hemorrhage hemorrhaging haemorrhage hemorrhages nosebleed bleedin
    bleeded`,
  BLOOD: `blood`,
  STOP: `stop stops stopping stopped quit slow`,
  HEAVY: `heavy heavily lot lots profusely badly bad much severe severely uncontrollably everywhere nonstop
    soaked soaking hour hours fast internally internal constantly excessively through head heavier`,
  GUSH: `pouring pour pours gushing gushes spurting spurts spraying squirting everywhere pool puddle streaming
    gush spurt soaked losing lost covered`,
  COUGH: `cough coughing coughed coughs spitting spit`,
  VOMIT: `vomit vomiting vomited vomits throwing threw puking puked puke throw barfing`,
  SEVER: `severed sever amputated amputate amputation`,
  FINGER: `finger fingers hand toe toes foot arm leg thumb`,
  BREATHE: `breathe breath breathing breathes brethe breating breeth breething air oxygen breathin breaths`,
  DIFFICULT: `difficulty difficulties difficult hard harder trouble troubles struggling struggle struggles problem
    problems shallow labored fighting cant rapid fast`,
  SHORT: `short shortness shortnes`,
  BLUE: `blue purple grey gray`,
  TURN: `turn turning turned turns went going is are lips looks face`,
  CHOKE: `choke choking choked chokes chocking suffocating suffocate strangling strangled gasping gasps gasp`,
  UNCONSCIOUS: `unconscious unconcious unconscience unresponsive comatose lifeless inconscious`,
  WAKE: `wake waking awake awaken responding respond responsive reacting moving answer react rouse respons
    answering answers`,
  THEY: `he she they him her mom mother dad father husband wife son daughter baby kid child toddler infant
    newborn friend brother sister grandma grandpa grandmother grandfather uncle aunt neighbor roommate
    patient someone somebody girlfriend boyfriend partner man woman boy girl cousin coworker guy lady`,
  FAINT: `faint fainted fainting faints collapsed collapse collapsing collapses blacked blackout passed passing`,
  ANAPHYLAXIS: `anaphylaxis anaphylactic anafilactic anafilaxis anaphilaxis anaphylactics anafylaxis`,
  EPIPEN: `epipen epipens epinephrine epipin`,
  THROAT: `throat airway windpipe esophagus gullet`,
  CLOSE: `closing closes closed shut shutting tight tightening swelling swells constricting tightness`,
  SWELL: `swell swelling swells swollen swelled puffed puffy ballooned`,
  TONGUE: `tongue lips lip face eyes mouth tounge`,
  ALLERGIC: `allergic allergy alergic allergies alergy`,
  HIVES: `hives welts rash`,
  SEIZURE: `seizure seizures seizing siezure seizuring convulsion convulsions convulsing convulse convulses
    seisure`,
  SHAKE: `shake shaking shakes jerking twitching`,
  BABY: `baby newborn infant toddler babys month week months weeks kiddo bub`,
  FLOPPY: `limp floppy blue lethargic lifeless unresponsive purple grey`,
  FEVER: `fever temperature feverish`,
  BURN: `burn burns burned burnt burning scalded scald scalding`,
  SEVERE: `severe severely badly bad serious third degree deep face acid chemical explosion fire peeling boiling
    skin blister all`,
  BOILING: `boiling scalding`,
  PREGNANT: `pregnant pregnancy prego pregnent expecting trimester`,
  CRAMPS: `cramps cramping contractions severe pain`,
  RAPE: `raped rape raping molested molesting molest`,
  ASSAULT: `assault assaulted assaulting abuse abused abusing attacked attacking`,
  HIT: `hit hits hitting beat beating beats beaten punched punching choked choking strangled strangling
    kicked kicking slapped hurting attacked attacking stabbing grabbed slammed`,
  THREATEN: `threatened threatening threatens threaten threat`,
  WEAPON: `knife gun weapon machete pistol rifle bat blade razor noose rope firearm shotgun`,
  STABBED: `stabbed stabing gunshot gunshots impaled stab`,
  VEHICLE: `car truck bus motorcycle van train bike vehicle driver`,
  ABUSER: `husband boyfriend partner ex dad father stepdad wife girlfriend boyfriends man guy he someone
    somebody roommate`,
  HEIGHT: `roof ladder stairs balcony window building tree scaffold floor`,
  HEAD: `head skull neck spine`,
  CONFUSED: `confused confusion disoriented delirious incoherent`,
  DROWN: `drowned drowning drown`,
  ELECTRO: `electrocuted electrocution electrocute`,
  AMBULANCE: `ambulance ambulence paramedics paramedic 911`,
  SEND: `call send need get calling called calls dial want`,
  SUGAR: `sugar glucose`,
  LOW: `low dropped dropping crash crashing under`,
  STIFF: `stiff rigid`,
  SUICIDE: `suicide suicidal suicidle suisidal suicid* sucidal suicde sucide`,
  YEAR: `1970 1980 1985 1990 1995 1998 1999 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 2010 2011 2012
    2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025`,
  LONG: `years year months decade decades yrs`,
  WAS: `was were`,
  SUBJECT: `i my he she they his her we our the now it there having feel im their`,
  YOU: `you your doctors doctor clinic anyone they nurse nurses`,
  OFFER: `offer treat handle provide see sell have do teach help take deal run accept specialize stock give
    carry`,
  SIGN: `signs sign symptoms symptom causes cause difference definition meaning statistics rates types stages
    risk risks`,
  FICTION: `movie movies film films book books novel novels episode series show lyrics documentary podcast
    article character meme`,
  STUDY: `project homework essay paper class classes course courses training trainings brochure brochures
    pamphlet pamphlets prevention awareness screening screenings school leaflet poster seminar workshop`,
  COSTS: `price prices bill bills fee fees cost costs traffic wait waiting job work homework boss feet shoes
    heels tooth back allergies allergy heat inbox legs knees phone suspense hold cramps reminders
    paperwork`,
};

export const englishDistinct = `able after alive arm arms army around attach attached attack attend attended attention barns bath
  bather battle battles beach beaning beard beat beats belt billed bills blank bleach bleep blend blended
  blending blink board boarding born bottle bottles bread breast breasts breeding bright broad broke
  broken brown browned burn burnt cape charm cheap cheat cheats cheese chef chess chests chocolate choose
  chop chops chose cleaned cleaner cleaners cleaning clearer clearing clever close closer closet clothes
  cloths collapse collect collected college colleges confirm confirmed confuse confused consult consulted
  cooking cool could cried crop crown die died dies diet down drape dried drilled drills droops drop
  drops drown drowned dwell eight ever face faces fact facts faint fainter fall fallen falls farm feel
  feels feet feint fell felt fever fewer fight filled fills fit fitness fits fitting flight fool form
  found fright frowned full fun giver giving grape great ground grown gun harm harms having health hear
  heard hearing hears heart hearty heat heaven heavily heavy height hills hips hit hours house hundred
  hunt hurt hut joking keeping kettle killed kills known label labor lace lamp later leaner leaning
  leaving left lever lied life lift light limp lips little live lived lives living looking love loved
  loving lump making meaning melt member members might month months mound mount mouth move moved moves
  movie movies neat never night number numbers over pace paid paint painted painting paints pairs peach
  person pills place places plain poison poisson pool pound prison race races raised rap rape rare rate
  rates reach ready reason revere right river round run saint saving score season seat seize seizes
  server settle seven sever several severe shape share sharp sheet shell ships shirt shocking shoe shoes
  shoot shop shore short shot shots should shown shut sight size sizes skill skilled skills sleep
  sleeping smell smoke smoking sore sound south spain speaking speech speed spell spend spoke spoken spot
  spots stable step steps stock stocking stolen stool stop stops store straight strike strokes struck
  stuck sun sweeping swell swollen table tablet taking talking tape teach threat throat thunder tied
  tight tips tired tires title token tool town treat tried trips turned turns under wafer waiter wake
  wakes waking walking walks warm warms water waters weak week weeks weeping weight weird well wills woke
  wonder woolen work working would wound youth`;
