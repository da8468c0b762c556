/** English words that say how a matter is meant: asked for, planned, told in jest, over, or happening now. No pattern names them. */
export const englishFrame = {
  VISIT: `appointment appointments appt appts appointmnt booking book booked schedule reschedule rescheduled
    rebook slot slots checkup check visit visits session sessions opening openings cancel cancelled
    confirm confirming walkin annual routine yearly referral referred register followup due cleaning
    screening consult consultation telehealth`,
  SERVICE: `price prices cost costs fee fees pay payment bill billing invoice insurance medicaid medicare copay
    copays deductible covered coverage discount receipt refund form forms paperwork questionnaire
    records record paper certificate letter note portal app website site link password login parking
    wifi receptionist reception desk front office floor lobby address phone number email hours open
    opens closed closing saturday saturdays sunday sundays monday tuesday wednesday thursday friday
    weekend weekends holiday interpreter wheelchair ramp elevator fax clinic location branch`,
  CARE: `vaccine vaccines vaccination shot shots jab booster refill refills renew renewal renewed script
    prescription pharmacy results result lab labs xray mri ultrasound scan test tests screening
    physical physio therapy therapist counselor counsellor dietitian dentist dermatologist allergist
    gynecologist podiatrist pediatrician specialist midwife hygienist braces whitening filling crown
    lotion cream ointment sell stock`,
  MILD: `mild mildly slight slightly tiny little bit minor small occasional occasionally itchy itches itch sore
    stuffy runny sniffles sneezing sneeze tickly nuisance pimple mole wart scrape scraped bruise scar
    scars dandruff hay seasonal`,
  FINE: `fine okay normal normally playing happy healed healing recovered discharged home safe sober stable
    controlled improved better great perfect wonderful lovely good well`,
  HABIT: `usual always years childhood chronic forever ages occasionally monthly lately regularly same yearly
    longtime old`,
  LEARN: `class classes course courses teach teacher student students school university college project essay
    homework quiz exam research study thesis novel writing poster newsletter brochure leaflet leaflets
    training volunteer volunteers certificate babysitter babysitting nurse workshop library fundraiser
    sign signs difference diff mean means meaning explain curious wondering wonder ever hypothetically
    hypothetical someone anyone people patients survivors support group groups prevention circle`,
  JEST: `haha lol literally joke joking kidding price invoice laughing hilarious embarrassment boredom tiktok
    meme`,
  PLEASED: `thanks thank grateful appreciate love loved lovely helpful amazing kind gorgeous awesome`,
  PET: `dog dogs cat cats puppy kitten vet plants houseplants`,
  NOW: `now just suddenly sudden ago minutes minute hour hours tonight currently still started immediately asap
    hurry quick quickly right`,
  PLEA: `help please pls plz emergency 911 ambulance scared afraid urgent sos hurry`,
  WORSE: `worse worsening worst severe terrible awful extreme huge unbearable massive really badly`,
  PALE: `pale grey gray blue purple clammy sweating sweaty sweat white cold yellow mottled ashen drenched soaked`,
  DAZED: `confused drowsy sleepy lethargic limp floppy dizzy faint woozy lightheaded weak disoriented groggy
    delirious mumbling moaning gurgling snoring unresponsive awake dazed staring nonsense gibberish
    drifting`,
  MOUTHS: `drooling drool dribbling foaming foam froth frothy choking gagging gasping wheezing wheeze grunting
    spit saliva`,
  FAREWELL: `goodbye bye note letters letter sorry forgive burden pointless alone hopeless plan end tired peace
    gone anymore miss`,
  MACHINE: `saw chainsaw grinder mower machine tractor machete blade nailgun drill axe knife glass scissors wire`,
};
