"""Pack 'own15': Dutch day-to-day practice: KCC telephone notes, handovers, police mutations, school and JGZ letters, GP telegrams, home care
reports, field worker notes, long letters of residents, chat-like messages, forwarded mail.  Takers, writers and callers are distractors."""
import render as r
NAME = "own15"; SEED = 20250909
NAME_PARITY = 1; STREET_THEME = "b"
FLAT_RATE = .09; UNIT_SCHEMES = ["let", "num", "num", "rom", "bis", "let"]; CO_RATE = .02; MOVE_RATE = .12; KIN_RATE = .06; NAMESAKE_RATE = .015
GLUE_TV = True
TYPOS = ["drop", "swap", "phon", "adj", "ocr"]
SUFFIX_STYLES = ["word", "glue", "dash", "up", "sp"]
SECONDARY = .12
NOISE_MIX = dict(clean=.14, suffix_variant=.11, suffix_missing=.04, postcode_missing=.08, postcode_typo=.05, street_typo=.08, street_abbrev=.06, number_typo=.02,
    place_variant=.04, address_missing=.06, person_missing=.05, initials_only=.08, name_typo=.07, tussenvoegsel_variant=.07, maiden_name=.08, first_name_variant=.06,
    name_swap=.01, dob_swapped=.05, dob_partial=.04, phone_typo=.01, multi=.06, sparse=.02)
DISTRACT = .6
PREV_RATE, LAG_RATE = .18, .12
SUFFIX_BOOST = (.28, .07)
SRC = {
 "politie":   dict(w=.20, ch=dict(json_api=.35, email_gestructureerd=.15, email_vrij=.50), who="adult", kinder=.18, p=dict(adres=.92, postcode=.60, voornaam=.80, initialen=.30, achternaam=.97, geboortedatum=.85, telefoon=.25, bsn=.05, woonplaats=.9)),
 "cjg":       dict(w=.15, ch=dict(webformulier=.25, email_gestructureerd=.15, email_vrij=.60), who="child", kinder=.3, p=dict(adres=.80, postcode=.50, voornaam=.95, initialen=.10, achternaam=.95, geboortedatum=.72, telefoon=.40, bsn=.02, woonplaats=.8)),
 "meldpunt":  dict(w=.18, ch=dict(webformulier=.35, json_api=.20, email_vrij=.45), who="maybe", kinder=0, p=dict(adres=.97, postcode=.55, voornaam=.30, initialen=.12, achternaam=.90, geboortedatum=.05, telefoon=.12, bsn=0, woonplaats=.8)),
 "oggz":      dict(w=.11, ch=dict(email_vrij=.70, email_gestructureerd=.30), who="adult", kinder=.06, p=dict(adres=.78, postcode=.42, voornaam=.75, initialen=.35, achternaam=.96, geboortedatum=.72, telefoon=.40, bsn=.04, woonplaats=.8)),
 "thuiszorg": dict(w=.12, ch=dict(email_gestructureerd=.35, json_api=.20, email_vrij=.45), who="old", kinder=0, p=dict(adres=.90, postcode=.70, voornaam=.35, initialen=.80, achternaam=.99, geboortedatum=.88, telefoon=.50, bsn=.10, woonplaats=.85)),
 "corporatie":dict(w=.14, ch=dict(json_api=.30, email_gestructureerd=.30, webformulier=.15, email_vrij=.25), who="adult", kinder=0, p=dict(adres=.98, postcode=.85, voornaam=.25, initialen=.88, achternaam=.98, geboortedatum=.35, telefoon=.45, bsn=0, woonplaats=.9)),
 "bewoner":   dict(w=.10, ch=dict(email_vrij=.75, webformulier=.25), who="maybe", kinder=0, p=dict(adres=.90, postcode=.20, voornaam=.60, initialen=.05, achternaam=.75, geboortedatum=.03, telefoon=.10, bsn=0, woonplaats=.6)),
}
PATS = {"SNPW": ["{S} {N}, {P} {W}", "{S} {N} te {W} ({P})", "{S} {N} in {W}, {P}", "{S} {N}, {W} ({P})", "{S} {N} - {P} {W}"], "SNP": ["{S} {N}, {P}", "{S} {N} ({P})", "{S} {N}, postcode {P}"],
        "SNW": ["{S} {N} te {W}", "{S} {N} in {W}", "{S} {N}, {W}", "{S} nr {N} te {W}"], "SN": ["{S} {N}", "{S} nr {N}", "{S} {N}", "{S} huisnummer {N}"],
        "NPW": ["{P} nr. {N} te {W}", "{P}, huisnr. {N}, {W}"], "NP": ["{P}, huisnr. {N}", "{P} nr. {N}"], "SW": ["{S} te {W}", "{S} in {W}", "{S} ({W})"], "S": ["{S}"],
        "W": ["{W}"], "PW": ["{P} {W}"], "P": ["{P}"], "SPW": ["{S}, {P} {W}"], "SP": ["{S} ({P})"], "NW": ["nr. {N} in {W}"], "N": ["nr. {N}"]}
PCFMT = ["sp", "glue", "sp", "dash"]; DOBF = ["dash", "yy", "dot", "long", "short", "nodot"]; TELF = ["grp", "dash", "intlsp", "raw", "00"]

PROF = ["I. Hettema", "Wouter Grashof", "G. Tiktak", "Marloes Pruim", "D. van Asperen", "Nadia el Farouk", "H.J. Bokhorst", "Carla Zijp", "T. Luursema", "Jelle Wanrooij"]
COLL = ["Joyce", "Anneloes", "Sjoerd Wapstra", "Mirthe Kalk", "Bas Overgoor", "Ilona Reus", "Hanneke", "F. Stavast", "Tineke Loots", "Ricardo", "S. Kneppers", "Marja Buitink", "Dirk-Jan", "Yvon Scharft", "E. Moorlag"]
OFF = ["hoofdagent Wanders", "brigadier Oostindie", "agent Schuurhuis", "ik, verbalisant P. Lubberink", "wijkagent Stavenga", "aspirant Quist", "inspecteur Ravensloot"]
CALL = ["mw. T. Ruardij", "dhr. Klompsma", "mevr. Ada Veldkornet", "de heer W. Hagenauw", "Loes Pinxter", "een meneer Duurkoop", "mevrouw Nijkerkema", "Sietske Bloembergen", "dhr. G. Uneken"]
SCHOOL = ["obs De Wiekslag", "cbs Het Anker", "OBS De Driesprong", "het Dollardlyceum", "basisschool De Zonnewijzer", "kdv Pinkeltje", "peuterspeelzaal 't Honk"]
ELDERS = ["Assen", "Emmen", "Zwolle", "Delfzijl", "Leer", "Almere", "Hoogeveen"]
DAG = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()

# what happened (no identity in here); {x} = meneer / mevrouw / de bewoner / ...
CONC = {
 "politie": ["Binnen was flink geschreeuwd, dit was op straat te horen.", "Er lag glas in de gang en {x} rook naar drank.", "{x} was emotioneel en wilde geen aangifte doen.", "Geen strafbare feiten, wel zorgen om de situatie binnen.", "De woning maakte een verwaarloosde indruk, er was nauwelijks eten in huis.",
   "Dit is de vierde keer in zes weken dat de politie daar aan de deur staat.", "{x} gaf aan het niet meer te zien zitten, de crisisdienst is gebeld.", "Partijen zijn gesust en de rust is weergekeerd.", "De deur werd pas na tien minuten opengedaan."],
 "cjg": ["Het verzuim is opgelopen tot elf dagen in twee maanden.", "Er wordt geen lunch meegegeven en de kleren zijn vaak vies.", "Thuis lopen de spanningen op, zo wordt op school verteld.", "De afspraak bij de jeugdverpleegkundige is twee keer niet nagekomen.", "Er zijn zorgen over slapen, eten en veiligheid.",
   "Op school is veel boosheid te zien, vooral op maandag.", "Er is al eens over hulp gesproken, maar die is afgehouden.", "Groei en gewicht blijven achter bij de curve."],
 "meldpunt": ["Er staat al drie weken een container over te lopen voor de deur.", "Elke nacht tot een uur of vier harde muziek.", "Het stinkt in het portiek en er lopen ratten.", "Er wordt gehandeld, steeds auto's met draaiende motor.", "De hond blaft de hele dag en komt niet buiten.", "{x} scheldt voorbijgangers uit vanaf het balkon.", "De gordijnen zijn al een maand dicht en de post puilt uit de bus."],
 "oggz": ["Zorgmijdend, opent deur niet, post ongeopend.", "Slaapt niet, achterdochtig, medicatie gestaakt.", "Vervuiling fors, koelkast leeg, gas afgesloten.", "Drinkt dagelijks vanaf de ochtend, is al tweemaal gevallen.", "{x} komt niet meer op afspraken en is erg afgevallen.", "Geen suïcidale uitspraken, wel somber en teruggetrokken.", "De schulden lopen op en er dreigt afsluiting van de stroom."],
 "thuiszorg": ["{x} had de medicatie van gisteren nog in de doos zitten.", "Vanmorgen op de grond aangetroffen naast het bed, geen letsel.", "Er lag bedorven eten op het aanrecht.", "{x} herkende de collega niet en was angstig.", "De steunkousen waren in drie dagen niet uit geweest.", "De mantelzorg trekt het niet langer.", "Inname vocht matig, gewicht weer gedaald."],
 "corporatie": ["Er staat vier maanden huur open en op brieven komt geen reactie.", "Achter de voordeur staat alles tot aan het plafond vol.", "De cv-monteur is drie keer niet binnengelaten.", "Er lekt water naar de benedenburen.", "In het trappenhuis staat huisraad opgestapeld.", "Het vonnis tot ontruiming ligt er, we willen dit voorkomen.", "De tuin is een vuilstort geworden."],
 "bewoner": ["Ik lig er wakker van, echt waar.", "Er wordt gegild en met deuren geslagen, en dan is het weer doodstil.", "Er brandt al dagen geen licht meer.", "Ik heb een paar keer aangebeld maar er doet niemand open.", "{x} loopt soms in pyjama over straat.", "Het is zo'n stank, je wilt niet weten wat daar binnen ligt.", "Vroeger groette {x} altijd, nu kijkt {x} dwars door je heen."]}
EMO = ["Ik schrijf dit met pijn in mijn buik want ik wil geen verklikker zijn.", "Al twee keer heb ik gebeld met de gemeente en steeds krijg ik een ander aan de lijn.", "Mijn man zegt bemoei je er niet mee, maar ik kan dit niet langer aanzien.", "Straks gebeurt er iets en dan staat iedereen te kijken!!!", "Wij wonen hier al sinds 1987 en het was altijd zo'n rustige buurt.",
   "Sorry voor het lange verhaal, het moest er even uit.", "Ik ben zelf ook niet de jongste meer en ik heb hartklachten.", "Mijn zus in Hoogezand had ook zo'n geval naast zich, dat liep heel slecht af.", "Ik hoop echt dat jullie dit serieus nemen, want ik ben ten einde raad.", "De wijkagent (Stavenga heet hij geloof ik) zou langskomen maar die heb ik nooit gezien."]
SELF = ["Ik kom er echt niet meer uit met de post en de schulden, ik durf de enveloppen niet open te maken.", "Sinds ik mijn werk kwijt ben gaat alles mis.", "Ik weet niet meer waar ik moet beginnen en ik schaam me kapot.", "De deurwaarder is vorige week geweest en ik slaap niet meer.", "Kan er alstublieft iemand langskomen, liefst niet in de ochtend.", "Ze zeiden bij het loket dat ik een mail moest sturen, dus bij deze."]

# introductions per register: pa = person + full address, p = person only, a = full address only, s = street only, w = place only
REG = {
 "pol": dict(pa=["aldaar aangetroffen {h}, woonachtig {a}.", "in de woning {a} trof ik {h} aan.", "op {a} werd de deur geopend door de bewoner, {h}.", "ik sprak op {a} met de bewoner: {h}.", "het adres bleek {a}, in gebruik bij {h}.", "bewoner van {a} betreft {h}.", "ter hoogte van {a} kwam {h} naar buiten, naar eigen zeggen daar woonachtig.", "ID gecontroleerd: {h}. Opgegeven adres: {a}.", "bij aankomst deed {h} open op {a} en liet mij binnen in de eigen woning.", "{h} verklaarde te wonen op {a}.", "het gaat hier om {h}, adres {a}."],
   p=["het betrof {h}.", "betrokkene bleek te zijn: {h}.", "op straat werd {h} aangetroffen.", "ik sprak met betrokkene, {h}.", "ambtshalve bekend: {h}."], a=["pand betreft {a}.", "het ging om de woning {a}.", "plaats voorval: {a}.", "de bewoners van {a} wilden hun naam niet noemen."],
   s=["een en ander speelde zich af in de {a}, huisnummer niet genoteerd.", "locatie: {a}, exact perceel onbekend.", "plaats: ergens in de {a}."], w=["een adres is niet bekend, wel de plaats {a}.", "verblijft vermoedelijk ergens in {a}."]),
 "tel": dict(pa=["het gaat over {h}, die woont op {a}.", "het betreft {h} van {a}.", "onderwerp van gesprek: {h}, {a}.", "gemeld wordt dat het niet goed gaat met {h} op {a}.", "klacht gaat over de woning {a}, daar woont {h}.", "het betreft {a}; de bewoner is {h}.", "volgens de beller woont op {a} {h}.", "gaat om {h}, huidig adres {a}.", "het verhaal gaat over {h}; die woont {a}.", "verzoek om eens te gaan kijken bij {h}, {a}."],
   p=["het gaat over {h}.", "gebeld over {h}.", "betreft {h}.", "de zorgen gaan over {h}."], a=["het gaat om het adres {a}.", "de klacht betreft {a}.", "overlastadres: {a}.", "namen zijn niet genoemd, alleen het adres: {a}."],
   s=["het is in de {a}, welk nummer kon de beller niet zeggen.", "beller weet alleen de straat: {a}.", "locatie {a}, nummer onbekend."], w=["waar precies is niet bekend, wel dat het in {a} is.", "alleen de plaats is doorgegeven: {a}."]),
 "school": dict(pa=["wij maken ons zorgen over {h}, wonende {a}.", "hierbij vraag ik uw aandacht voor {h}, {a}.", "dit bericht gaat over {h}. Het gezin woont op {a}.", "op {a} woont {h}, over wie wij dit signaal afgeven.", "al enige tijd volgen wij {h} ({a}).", "graag zou ik {h} met u bespreken. Het thuisadres is {a}.", "onze zorg betreft {h}. Volgens de administratie is het adres {a}.", "sinds de zomer zien wij dat het minder gaat met {h}, thuis op {a}."],
   p=["wij maken ons zorgen over {h}.", "hierbij vraag ik uw aandacht voor {h}.", "graag overleg over {h}.", "in ons team is {h} besproken."], a=["het gaat om een gezin op {a}.", "thuisadres is {a}.", "wij ontvingen een signaal over het gezin dat woont op {a}."],
   s=["het gezin woont aan de {a}, het huisnummer hebben wij niet.", "het betreft een gezin uit de {a}."], w=["van het adres weten wij alleen de plaats: {a}.", "het gezin woont in {a}, meer is ons niet bekend."]),
 "arts": dict(pa=["betr. {h}, {a}.", "pt {h}, wonend {a}.", "{h}. Adres: {a}.", "graag beoordeling {h}, {a}.", "re: {h} / {a}.", "huisbezoek afgelegd bij {h} ({a}).", "svp contact leggen met {h}, te vinden op {a}.", "visite {a}: {h}.", "verwijzing {h}. Woont {a}."],
   p=["betr. {h}.", "pt: {h}.", "graag meedenken over {h}.", "overleg re {h}."], a=["betr. bewoner {a}.", "huisbezoek {a}, naam niet doorgekregen.", "zorgen om adres {a}."], s=["omgeving {a}, nr onbekend.", "betr. iemand aan de {a}, nummer volgt."], w=["adres onbekend, plaats {a}.", "verblijft ergens in {a}, verder geen adres."]),
 "zorg": dict(pa=["vanmorgen bij {h} geweest, {a}.", "cliënt {h} woont op {a}.", "bij {h} op {a} loopt de zorg vast.", "dit gaat over {h}, {a}.", "graag even meekijken bij {h}; adres is {a}.", "op de route stond {a}, cliënt {h}.", "alarmopvolging gedaan op {a} bij {h}.", "zorgmoment bij {h} overgeslagen; de deur op {a} bleef dicht.", "mijn zorgen over {h}, woont {a}, nemen toe."],
   p=["dit gaat over {h}.", "cliënt: {h}.", "vandaag bij {h} langs geweest.", "zorgen om {h}."], a=["het gaat om {a}.", "huisbezoek op {a} gedaan.", "adres van de cliënt: {a}."], s=["cliënt woont in de {a}, nummer heb ik niet bij de hand.", "het is aan de {a}."], w=["adres staat niet in mijn lijst, alleen {a}.", "woont in {a}, adres ontbreekt."]),
 "corp": dict(pa=["huurder van {a} is {h}.", "op {a} huurt {h}.", "vandaag aangebeld bij {h}, {a}.", "betreft huurder {h}, object {a}.", "het complexnummer weet ik niet, maar het gaat om {a}; contract op naam van {h}.", "{a}: huurder {h}.", "keukentafelgesprek gehad met {h} op {a}.", "namens de huurder van {a}, {h}, komt al weken geen reactie.", "de voordeur van {a} ging op een kier open: {h}, huurder."],
   p=["betreft huurder {h}.", "gesproken met {h}.", "huurcontract staat op naam van {h}."], a=["object: {a}.", "vandaag langs {a} gegaan, niemand thuis.", "het gaat om onze woning {a}."], s=["melding komt uit de {a}, nummer zoek ik nog uit.", "tijdens de wijkschouw in de {a} gezien."], w=["adres moet nog opgezocht worden, het is in {a}.", "woning staat in {a}, rest volgt."]),
 "bew": dict(pa=["het gaat om {h} van {a}.", "op {a} woont {h} en daar gaat het helemaal mis.", "ik maak me zo'n zorgen om {h}, die woont op {a}.", "{h} woont op {a} en ik vertrouw het niet.", "kent u {h}? Woont op {a}.", "dit gaat over {a}, daar woont {h}.", "mijn zorgen gaan over {h}, adres {a}.", "ik durf het bijna niet te schrijven maar het is {h}, {a}."],
   p=["het gaat om {h}.", "ik maak me zorgen over {h}.", "weet u hoe het met {h} gaat?", "ik schrijf u over {h}."], a=["het gaat om {a}.", "op {a} klopt iets niet.", "kan er eens iemand bij {a} gaan kijken?", "wie er wonen weet ik niet, maar het is {a}."],
   s=["het is hier in de {a}, het nummer durf ik niet te zeggen.", "ergens in de {a} is het mis."], w=["het speelt in {a}, het adres weet ik niet.", "waar precies weet ik niet, wel dat het in {a} is."]),
 "self": dict(pa=["ik ben {h} en ik woon op {a}.", "mijn naam is {h}, mijn adres is {a}.", "u spreekt met {h}. Ik woon {a}.", "even voorstellen: {h}, wonend op {a}."], p=["ik ben {h}.", "mijn naam is {h}.", "u spreekt met {h}."], a=["ik woon op {a}.", "mijn adres is {a}."], s=["ik woon in de {a}.", "ik woon aan de {a}."], w=["ik woon in {a}.", "ik verblijf nu in {a}."])}
OPEN = {"politie": ["Collega,", "Goedemorgen allen,", "T.a.v. het sociaal team", "Hoi,", ""], "cjg": ["Geachte collega,", "Beste toegangsteam,", "Hallo allemaal,", "Geachte heer, mevrouw,"], "meldpunt": ["Hoi collega's,", "Ter behandeling:", "Goedemiddag,", ""],
        "oggz": ["Collegiale groet vooraf,", "Beste collega's,", "Dag allen,", ""], "thuiszorg": ["Goedemorgen dames,", "Hoi team,", "Beste gemeente,", ""], "corporatie": ["Hallo,", "Beste partners,", "Goedendag,", ""], "bewoner": ["Geachte mevrouw/meneer,", "Beste gemeente,", "Goedenavond,", "Aan wie dit leest,"]}
CLOSE = ["Graag jullie oppakken svp.", "Ik hoor het graag.", "Mvg,", "Groet,", "Met vriendelijke groeten,", "Bij vragen kun je mij bellen.", "Terugkoppeling wordt op prijs gesteld.", "Alvast dank voor de moeite."]
ORG = {"politie": ["Politie, basisteam Voorbeeldstad", "wijkagent, Eenheid Noord"], "cjg": ["intern begeleider", "jeugdverpleegkundige JGZ", "leerplichtambtenaar", "consulent CJG"], "meldpunt": ["medewerker KCC", "Klant Contact Centrum", "meldkamer Overlast"],
       "oggz": ["huisarts", "praktijkondersteuner GGZ", "medewerker bemoeizorg", "SPV"], "thuiszorg": ["wijkverpleegkundige", "verzorgende IG, team Oost", "casemanager dementie"], "corporatie": ["wijkbeheerder", "consulent incasso", "huismeester"], "bewoner": [""]}

def up(s): return s[:1].upper() + s[1:]
def mob(rng):
    t = "060" + "".join(str(rng.randrange(10)) for _ in range(7)); return r.phone(rng, t, TELF)
def ph(rng, t): return r.phone(rng, t, TELF if t.startswith("06") else ["dash", "dash", "raw", "00"])
def doorkies(rng): return rng.choice([f"0590-99{rng.randrange(1000, 9999)}", f"tst. {rng.randrange(2000, 9999)}", f"toestel {rng.randrange(100, 999)}"])
def tijd(rng): return f"{rng.randrange(7, 23):02d}{rng.choice('.:')}{rng.choice(['05', '10', '15', '25', '30', '40', '50', '55'])}"
def dat(rng): return f"{rng.choice(DAG)} {rng.randrange(1, 29)} {rng.choice(r.MND)}"

def nm(rng, p, fam=False, plain=False):
    """name with EVERY name fact in it."""
    tv, an, vn, ini = p["tussenvoegsel"], p["achternaam"], p["voornaam"], p["initialen"]
    i = {"d": ini, "n": ini.replace(".", ""), "s": ini.replace(".", ". ").strip()}[rng.choice("ddns")] if ini else None
    T = ["dhr.", "de heer", "meneer", "dhr"] if p["geslacht"] == "m" else ["mw.", "mevr.", "mevrouw", "mw"]
    kid = p["rol"] == "kind"; sn = (tv + " " if tv else "") + an if an else None
    if vn and sn:
        if i: return rng.choice([f"{i} ({vn}) {sn}", f"{vn} {sn} ({i})" if not plain else f"{i} ({vn}) {sn}"])
        x = rng.random()
        if x < .08 and "," not in an: return f"{an}, {vn}{' ' + tv if tv else ''}"
        return (rng.choice(T) + " " if x < .25 and not kid and not plain else "") + f"{vn} {sn}"
    if sn and i:
        x = rng.random()
        if x < .08 and "," not in an: return f"{an}, {i}{' ' + tv if tv else ''}"
        return (rng.choice(T) + " " if x < .65 and not kid and not plain else "") + f"{i} {sn}"
    if sn:
        if plain: return sn
        if kid: return "kind " + sn
        return (rng.choice(["fam.", "familie", "het gezin"]) if fam and rng.random() < .3 else rng.choice(T)) + " " + (r.cap_tv(tv) + " " if tv else "") + an
    if vn: return f"{vn} ({i})" if i else vn
    if i: return (rng.choice(T) + " " if not kid and not plain else "") + i
    if kid: return {"m": "een jongen", "v": "een meisje"}[p["geslacht"]]
    return {"m": rng.choice(["een man", "een mannelijke bewoner"]), "v": rng.choice(["een vrouw", "een vrouwelijke bewoner"])}[p["geslacht"]]

class Facts:
    """hands out facts; tail() tells whatever has not been told."""
    def __init__(s, rng, f, source, ctx):
        s.rng, s.f, s.src, s.ctx = rng, f, source, ctx
        s.ad, s.P = f["adres"], f["personen"]; ad = s.ad
        s.A = r.addr(rng, ad, PATS, PCFMT) if ad else ""
        s.kind = None if not s.A else "a" if ad["huisnummer"] else "s" if ad["straat"] else "w"
        s.self = source == "bewoner" and ctx["self"] and bool(s.P)
        o = ctx["other"]; s.o = None if o and ad and o["straat"] == ad["straat"] and o["nr"] == r.nr_string(ad) else o
        s.tel, s.bsn = {}, {}
        for n, p in enumerate(s.P):
            if p["telefoon"]: s.tel[n] = ph(rng, p["telefoon"])
            if p["bsn"]: s.bsn[n] = p["bsn"]
        p = s.P[0] if s.P else None; s.fam = False
        s.x = "de bewoner" if not p else {"m": "meneer", "v": "mevrouw"}[p["geslacht"]] if p["rol"] != "kind" else (p["voornaam"] or "de leerling")
    def dob(s, p, mid=False):
        rng = s.rng
        if mid:
            for _ in range(30):
                t = s.dob(p)
                if not t.startswith(","): return t
            return t + ","
        if p["geboortedatum"]:
            d = r.dob(rng, p["geboortedatum"], DOBF)
            if len(p["geboortedatum"]) == 4: return rng.choice([f" (bouwjaar {d})" if s.src in ("bewoner", "politie") else f" (geb. jaar {d})", f", geboren in {d}", f" (van {d})", f" (gebj. {d})"])
            return rng.choice([f" (geb. {d})", f" ({d})", f", geboren {d}", f", geb. {d}", f" (geb.dat. {d})", f" (*{d})", f", geboren op {d}"])
        if p.get("leeftijd") is not None:
            l = p["leeftijd"]; return rng.choice([f" ({l} jr)", f" ({l})", f", {l} jaar", f", {l} jaar oud", f" (leeftijd {l})", f" van {l} jaar"])
        return ""
    def id(s, n, inline=.3, mid=False):
        p = s.P[n]; d = s.dob(p, mid)
        t = nm(s.rng, p, fam=not d and n == 0 and len(s.P) == 1 and not s.self and not s.tel and not s.bsn, plain=s.self or n > 0 and p["rol"] == "kind")
        if n == 0 and t.split(" ")[0] in ("fam.", "familie", "het"): s.x = "het gezin"
        ex = []
        if n in s.tel and (n > 0 or s.rng.random() < inline): ex.append(s.rng.choice(["tel. ", "tel ", "mob. ", "bereikbaar op ", "06-nr: "] if s.tel[n].replace("+31 ", "0").replace("0031", "0").startswith("06") else ["tel. ", "tel ", "vast "]) + s.tel.pop(n))
        if n in s.bsn and (n > 0 or s.rng.random() < inline): ex.append("BSN " + s.bsn.pop(n))
        return t + d + ((" (" + ", ".join(ex) + ")" if mid else ", " + ", ".join(ex)) if ex else "")
    def intro(s, reg):
        """sentences: who and where."""
        g = REG["self" if s.self else reg]; c = s.rng.choice; L = []
        h = bool(s.P); tp = c(g["pa"] if s.kind == "a" else g["p"])
        hs = s.id(0, mid=tp.split("{h}")[1][:1] == " ") if h else ""
        if h and s.kind == "a": L.append(tp.format(h=hs, a=s.A))
        else:
            if h: L.append(tp.format(h=hs))
            if s.kind: L.append(c(g[s.kind]).format(a=s.A))
        if not L: L.append(c(["naam en adres zijn niet doorgegeven.", "verdere gegevens ontbreken nog."]))
        return [up(x) for x in L]
    def rel(s, n):
        p, q = s.P[n], s.P[0]; c = s.rng.choice; t = s.id(n); m = p["geslacht"] == "m"
        k = "zoon" if m else "dochter"
        if p["rol"] == "kind" and q["rol"] == "kind": b = "broer" if m else "zus"; return c([f"Ook {b} {t} woont thuis.", f"{up(b)}je in hetzelfde gezin: {t}.", f"Verder is er nog een {b}, {t}."])
        if q["rol"] == "kind": o = "vader" if m else "moeder"; return c([f"{up(o)} is {t}.", f"{up(o)}: {t}.", f"Gesproken met {o}, {t}.", f"Thuis bij {o} {t}.", f"Ouder/verzorger: {t}."])
        if s.self: return c([f"Mijn {k} heet {t}.", f"Mijn {k} {t} woont ook bij mij."]) if p["rol"] == "kind" else c([f"Mijn partner is {t}.", f"Ik woon hier samen met {t}."])
        if p["rol"] == "kind": return c([f"In de woning ook {k} {t}.", f"Thuiswonende {k}: {t}.", f"{up(k)}: {t}.", f"Er woont een {k}, {t}.", f"Inwonende {k} is {t}.", f"Zorgen ook om {k} {t}."])
        return c([f"Partner: {t}.", f"Woont daar samen met {t}.", f"Huisgenoot/partner is {t}.", f"Ook bewoner van dit adres: {t}.", f"Bij het gesprek was ook de partner: {t}."])
    def tail(s):
        c = s.rng.choice; L = [s.rel(n) for n in range(1, len(s.P))]
        if 0 in s.tel:
            t = s.tel.pop(0); L.append(c([f"U kunt mij bellen op {t}.", f"Mijn telefoonnummer is {t}.", f"Ik ben bereikbaar op {t}, liefst na 10 uur."]) if s.self else
                c([f"Telefoonnr. van {s.x}: {t}.", f"{up(s.x)} is zelf te bereiken op {t}.", f"Nummer {s.x}: {t}.", f"Bellen met {s.x} kan via {t}."]))
        if 0 in s.bsn: L.append(c(["BSN: {b}.", "Bsn {b}.", "Burgerservicenummer {b}."]).format(b=s.bsn.pop(0)))
        if s.f["vorig_adres"]:
            v = r.addr(s.rng, s.f["vorig_adres"], PATS, PCFMT)
            L.append(c([f"Hiervoor woonde ik op {v}.", f"Ik ben pas verhuisd, eerst zat ik op {v}."]) if s.self else c([f"Eerder woonachtig {v}.", f"Is kort geleden verhuisd, kwam van {v}.", f"Voorheen: {v}.", f"In ons systeem staat nog het oude adres {v}.", f"Was bij ons bekend op {v} (oud adres)."]))
        return L
    def conc(s, k=None):
        if s.self: return s.rng.sample(SELF, k or s.rng.choice([1, 2]))
        return [up(x.format(x=s.x)) for x in s.rng.sample(CONC[s.src], k or s.rng.choice([1, 2, 2, 3]))]
    def oadr(s): return f"nr. {s.o['nr']}" if s.kind in ("a", "s") and s.ad["straat"] == s.o["straat"] else f"{s.o['straat']} {s.o['nr']}"
    def dist(s):
        """a sentence about somebody else."""
        c = s.rng.choice; o = s.o
        if o:
            if s.src == "bewoner": return c([f"Zelf woon ik op {o['straat']} {o['nr']}.", f"De buurvrouw van {s.oadr()}, {o['naam']}, hoort het ook.", f"Mijn nummer is {o['tel']}, maar noem mijn naam niet.", f"Ik ben {o['naam']} van {s.oadr()}."])
            return c([f"Melder {o['naam']}, {s.oadr()}, tel. {o['tel']}, wil anoniem blijven.", f"Ook buurtbewoner {o['naam']} ({s.oadr()}) heeft hierover gebeld.", f"Naastgelegen perceel {s.oadr()} (fam. {o['an']}) hoort dit eveneens.", f"Ex-partner {o['naam']} verblijft op {o['straat']} {o['nr']}." if s.src in ("politie", "cjg", "oggz") else f"Overbuur {o['naam']} van {s.oadr()} heeft een sleutel en is te bellen op {o['tel']}.",
                      f"Sleutel ligt bij {o['naam']}, {s.oadr()} ({o['tel']}).", f"Buurtonderzoek gedaan bij {s.oadr()}, daar doet fam. {o['an']} open.", f"Oma ({o['naam']}) woont elders, {o['straat']} {o['nr']}." if s.src == "cjg" else f"Getuige: {o['naam']}, {o['straat']} {o['nr']}, {o['tel']}."])
        if s.src == "bewoner": return ""
        return c([f"Collega {c(COLL)} is op de hoogte.", f"Besproken met {c(PROF)}, die neemt volgende week contact op.", f"Broer in {c(ELDERS)} is gebeld ({mob(s.rng)}), die kan niets betekenen.", f"Ook {c(PROF)} van Veilig Thuis kijkt mee.", f"Afspraak staat op {dat(s.rng)} om {s.rng.randrange(9, 17)}.{s.rng.choice(['00', '15', '30'])} uur.", f"Dossierhouder bij ons is {c(PROF)} ({doorkies(s.rng)}).", f"Bij het overleg zaten {c(PROF)} en {c(COLL)}.", f"Eerste melding is destijds gedaan door {c(CALL)}.", "", ""])
    def fields(s):
        """label: value lines with all facts of the household."""
        c = s.rng.choice; L = []
        if s.A: L.append(c(["Adres", "Woonadres", "Locatie", "Waar"]) + ": " + s.A)
        for n, p in enumerate(s.P):
            l = c(["Naam", "Betrokkene", "Over wie", "Betreft", "Wie"]) if n == 0 else {"kind": "Kind" if s.P[0]["rol"] != "kind" else "Broer/zus", "hoofd": "Ouder" if s.P[0]["rol"] == "kind" else "Partner", "partner": "Ouder" if s.P[0]["rol"] == "kind" else "Partner"}[p["rol"]]
            if s.rng.random() < .5: L.append(f"{l}: {s.id(n, 1)}")
            else:
                L.append(f"{l}: {nm(s.rng, p)}")
                if p["geboortedatum"]: L.append(c(["Geb.", "Geb.dat.", "Geboren"]) + ": " + r.dob(s.rng, p["geboortedatum"], DOBF))
                elif p.get("leeftijd") is not None: L.append(f"Leeftijd: {p['leeftijd']}")
                if n in s.tel: L.append(c(["Tel. betrokkene", "Telefoon", "Nummer"]) + ": " + s.tel.pop(n))
                if n in s.bsn: L.append("BSN: " + s.bsn.pop(n))
        if s.f["vorig_adres"]: L.append(c(["Vorig adres", "Oud adres", "Verhuisd van"]) + ": " + r.addr(s.rng, s.f["vorig_adres"], PATS, PCFMT))
        if not L: L.append("Gegevens betrokkene: niet bekend")
        if len(L) > 2 and not s.P[1:] and s.A and s.rng.random() < .4: L = L[1:] + L[:1]
        return L

def para(F, reg, mixd=True):
    """intro + tail + concerns (+ somebody else), in a varied order."""
    i, t, c, d = F.intro(reg), F.tail(), F.conc(), F.dist() if mixd and not F.self else ""
    x = F.rng.random()
    L = i + t + c + [d] if x < .45 else c[:1] + i + t + [d] + c[1:] if x < .75 else i + c + [d] + t if x < .9 else [d] + i + t + c
    return " ".join(y for y in L if y)

# ---- genres: each returns the body ------------------------------------------------------------------------------------------------------
def beller(F):
    c = F.rng.choice
    if F.o: return c([f"{F.o['naam']}, {F.o['straat']} {F.o['nr']}, {F.o['tel']}", f"{F.o['naam']} (tel. {F.o['tel']})", f"{F.o['naam']}, buurtbewoner, {F.o['straat']} {F.o['nr']}"])
    return c([c(CALL), f"{c(CALL)}, {mob(F.rng)}", "anoniem", "wil naam niet geven", f"{c(CALL)} (buurtbewoner)"])
def taker(F):
    c = F.rng.choice; k = c(COLL)
    return c([f"Gesprek aangenomen door {k}, {doorkies(F.rng)}", f"Aangenomen door: {k}", f"Genoteerd door {k} (KCC)", f"Opgenomen door {k}, terugbellen via {doorkies(F.rng)}", f"Telefonisch aangenomen: {k}, {tijd(F.rng)} uur", f"{k} nam de telefoon aan. Niet opgelost in eerste lijn.", f"Geregistreerd door {k} om {tijd(F.rng)}"])
def g_kcc(F):
    rng, c = F.rng, F.rng.choice; b = beller(F); o = F.o
    if o: F.o = None                                  # the caller is said once
    x = rng.random()
    if x < .4:
        L = [c(["TELEFOONNOTITIE", "Terugbelnotitie", "Telefonische melding KCC", "KCC contactregistratie"]), f"{c(['Datum/tijd', 'Wanneer', 'Binnengekomen'])}: {dat(rng)}, {tijd(rng)} uur", f"{c(['Beller', 'Gebeld door', 'Melder', 'Inbeller'])}: {b}"]
        L += F.fields() + [c(["Inhoud", "Notitie", "Verhaal", "Vraag"]) + ": " + " ".join(F.conc())]
        return "\n".join(L + ["", taker(F)])
    if x < .75: return f"{c(['Telefoontje van', 'Gebeld door', 'Belde zojuist:', 'Inkomend gesprek van'])} {b}, {tijd(rng)} uur.\n{para(F, 'tel')}\n\n{taker(F)}"
    return f"Tel. notitie {dat(rng)}\n- beller: {b}\n- " + "\n- ".join(y for y in F.intro("tel") + F.tail() + F.conc() if y) + f"\n- {taker(F)}"
def g_over(F):
    rng, c = F.rng, F.rng.choice; a, b = rng.sample(COLL + PROF, 2); reg = {"politie": "pol", "cjg": "school", "oggz": "arts", "thuiszorg": "zorg", "corporatie": "corp"}.get(F.src, "tel")
    h = c([f"Overgedragen door {a} aan {b}.", f"OVERDRACHT {a} -> {b}", f"Overdracht: van {a} naar {b}, {dat(rng)}", f"Dossier overgenomen van {a} ({doorkies(rng)}), nu bij {b}.", f"Warme overdracht {a} / {b}", f"{b} neemt dit over van {a} ivm vakantie."])
    if rng.random() < .45: body = "\n".join(F.fields() + ["Stand van zaken: " + " ".join(F.conc() + [F.dist()]).strip()])
    else: body = para(F, reg)
    return h + "\n\n" + body if rng.random() < .7 else body + "\n\n" + h
def g_mut(F):
    rng, c = F.rng, F.rng.choice; off, off2 = [x.replace("ik, ", "") for x in rng.sample(OFF, 2)]
    h = c([f"Op {dat(rng)}, omstreeks {tijd(rng)} uur, ging ik, {off}, ter plaatse naar aanleiding van een melding huiselijke ruzie.", f"Ik, {off}, was samen met {off2} belast met de noodhulp en kreeg een melding.", f"{up(dat(rng))} om {tijd(rng)} uur reden wij, {off} en {off2}, naar een melding overlast.",
           f"Mutatie {tijd(rng)} uur. Ik, {off}, ben op verzoek van de meldkamer gaan kijken.", f"Tijdens surveillance werd ik, {off}, aangesproken door een voorbijganger, {c(CALL)}.", f"Ging ik, {off}, met collega {off2} ter plaatse."])
    e = c([f"Opgemaakt door {off}.", f"Zorgformulier gemaakt, {off}", f"Aldus gemuteerd, {off}", f"Contact via {off}, {doorkies(rng)}.", f"Afgehandeld door {off2}.", ""])
    if rng.random() < .2: return "\n".join([f"Mutatienr. PL01-{rng.randrange(10**5, 10**6)}", f"Verbalisant: {off.replace('verbalisant ', '')}"] + F.fields() + ["Toelichting: " + h + " " + " ".join(F.conc() + [F.dist()]).strip()])
    return (h + " " + para(F, "pol") + "\n\n" + e).strip()
def g_school(F):
    rng, c = F.rng, F.rng.choice; pr = F.ctx["prof"]; sc = c(SCHOOL)
    o = c([f"Vanuit {sc} het volgende.", f"Namens {sc} schrijf ik u.", f"Op {dat(rng)} was er een gesprek op {sc} met {c(PROF)} en leerkracht juf {c(['Irma', 'Kyra', 'Deborah', 'Annet'])}.", f"Tijdens het contactmoment op het consultatiebureau ({c(COLL)}) viel ons het volgende op.", f"Leerkracht meester {c(['Gijsbert', 'Rens', 'Teun'])} van {sc} trok bij mij aan de bel."])
    e = c([f"{pr}\n{c(['intern begeleider', 'zorgcoördinator', 'directeur'])} {sc}", f"{pr}, jeugdverpleegkundige\nJGZ Voorbeeldregio, Voorbeeldplein 4, 9999 XC Voorbeeldstad\n{doorkies(rng)}", f"{pr} (leerplicht), afwezig op woensdag", f"Namens {pr},\n{c(COLL)}, administratie"])
    return f"{o} {para(F, 'school')}\n\n{c(['Ouders zijn op de hoogte van deze melding.', 'Deze brief is in het team besproken.', 'Graag uw reactie voor de vakantie.', 'Wij zien uw bericht tegemoet.'])}\n\n{c(['Met vriendelijke groet,', 'Hoogachtend,', 'Hartelijke groet,'])}\n{e}"
def g_arts(F):
    rng, c = F.rng, F.rng.choice; pr = F.ctx["prof"]
    if rng.random() < .6:
        L = F.intro("arts") + F.tail() + ([F.dist()] if F.o else []) + [c(["VG: blanco.", "VG: COPD, DM2.", "Med: bekend bij apotheek.", "S: moe, slaapt slecht.", "O: geen acuut gevaar.", "P: graag bemoeizorg erheen.", "E: zelfverwaarlozing?"])] + F.conc()
        return (" ".join(L) if rng.random() < .6 else "\n".join(L)) + "\n" + c([f"Gr. {pr}, HA", f"{pr}, huisarts, intercollegiaal {doorkies(rng)}", f"i.o. {pr} / {c(COLL)}, doktersassistente", f"wnd. HA voor {pr}: bel {mob(rng)}"])
    return "\n".join(["Bemoeizorg - intake", f"Aangemeld door: {pr} ({c(ORG['oggz'])}), {doorkies(rng)}"] + F.fields() + ["Reden: " + " ".join(F.conc() + [F.dist()]).strip(), f"Intaker: {c(COLL)}"])
def g_zorg(F):
    rng, c = F.rng, F.rng.choice; k = c(COLL)
    if rng.random() < .35:
        return "\n".join([f"Rapportage {c(['ochtend', 'avond', 'nacht'])}dienst, {k}"] + F.fields() + [f"S: {c(['geeft aan geen hulp te willen', 'zegt dat alles goed gaat', 'klaagt over duizeligheid'])}", "O: " + " ".join(F.conc(1)), "P: " + c(["huisarts bellen", f"MDO op {dat(rng)} met {c(PROF)}", "dagopvang bespreken"]), c([f"Overgedragen aan {c(COLL)} (late dienst).", f"Get. {k}", ""])]).strip()
    return f"{c(['Rapportage', 'Zorgdossier', 'Bericht', 'Uit de overdracht'])} {tijd(rng)}, {k}:\n{para(F, 'zorg')}\n{c([f'EVV is {c(PROF)}.', f'Contactpersoon dochter Tilly ({c(ELDERS)}), {mob(rng)}.', 'Avonddienst is ingelicht.', f'Late dienst: {c(COLL)}.', ''])}".strip()
def g_corp(F):
    rng, c = F.rng, F.rng.choice; k = F.ctx["prof"]
    if rng.random() < .4: return "\n".join([f"Veldnotitie {k} - ronde {dat(rng)}"] + F.fields() + ["Bevinding: " + " ".join(F.conc() + [F.dist()]).strip(), c([f"Foto's bij {c(COLL)}.", f"Actie: {c(COLL)}", "Actie: gemeente?"])])
    return f"{c([f'Met {c(COLL)} de wijk rond geweest.', f'Notitie huismeester {k}:', f'Gespreksverslag, aanwezig: {k} en {c(COLL)}.', 'Even kort vanuit het veld.', f'{tijd(rng)} uur, portiekcontrole.'])} {para(F, 'corp')}\n{c([f'/{k}', f'{k}, {doorkies(rng)}', f'Ingevoerd door {c(COLL)} voor {k}'])}"
def g_lang(F):
    rng, c = F.rng, F.rng.choice; em = rng.sample(EMO, 3) if not F.self else []
    o = F.o; i, t, cc = F.intro("bew"), F.tail(), F.conc(3 if not F.self else 2); d = F.dist() if rng.random() < .6 and not F.self else ""
    L = [em[:1] + i + t, cc[:2] + em[1:2], [d] + cc[2:] + em[2:]] if rng.random() < .5 else [em[:2] + cc[:1], i + t + cc[1:], [d] + em[2:]]
    s = "\n\n".join(" ".join(y for y in p if y) for p in L if any(p))
    if F.self: e = c(["Alvast heel erg bedankt.", "Ik hoop dat u mij kunt helpen.", "Groetjes", "In afwachting van uw antwoord."])
    elif o and F.ctx["sign"]: e = c(["Een bezorgde buur,", "Met vriendelijke groet,", "Groetjes,", "Hoogachtend,"]) + f"\n{o['naam']}" + c(["", f"\n{o['straat']} {o['nr']}", f"\n{o['tel']}"])
    else: e = c(["Liever anoniem.", "Een bezorgde buurtbewoner", "Ik wil anoniem blijven, u begrijpt waarom.", f"Groet, {c(['Wiepkje', 'Jolanda', 'Bertus', 'Ans'])}"])
    return c(OPEN["bewoner"]) + "\n\n" + s + "\n\n" + e
def g_app(F):
    """chat-like: short lines."""
    rng, c = F.rng, F.rng.choice; reg = {"politie": "pol", "cjg": "school", "oggz": "arts", "thuiszorg": "zorg", "corporatie": "corp"}.get(F.src, "bew")
    low = lambda x: x[:1].lower() + x[1:] if x.split(" ")[0] in ("Het", "Er", "Ik", "Op", "De", "Dit", "Mijn", "U", "Wij") else x
    L = [c(["hoi", "goedemorgen", "hee even een vraagje", "hallo met de gemeente?", "ben jij bereikbaar?"] if not F.self else ["hallo", "goedemiddag gemeente", "hoi ik heb een vraag"])] + [low(x.rstrip(".") if rng.random() < .6 else x) for x in F.intro(reg) + F.tail() + F.conc()] + ([F.dist().rstrip(".")] if not F.self else [])
    L.append(c(["kan iemand ff kijken??", "laat maar weten", "thx alvast 🙏", "hoor t wel", "is dit voor jullie?", "gr " + c(["Wil", "Sas", "Henkie"]) if not F.self else "groetjes"]) if not F.self else c(["alvast bedankt", "hoop op snel antwoord", "groetjes", "ik wacht af"]))
    L = [x for x in L if x]
    if rng.random() < .4 and not F.self: w = c(COLL + [CALL[0]]); hh, mm = rng.randrange(7, 22), rng.randrange(0, 40); return "\n".join(f"[{hh:02d}:{mm + 2 * i // (1 + len(L) % 2):02d}] {w}: {x}" for i, x in enumerate(L))
    return "\n".join(L)
def fwd(F, body):
    rng, c = F.rng, F.rng.choice; a, b = rng.sample(PROF, 2); ml = lambda n: n.lower().replace(" ", ".").replace("..", ".") + "@voorbeeldstad.example"
    top = c([f"Hoi {c(COLL)},\n\nZie onder, kun jij dit oppakken?", "Ter info, doorgestuurd vanuit de algemene mailbox.", f"Deze kwam bij mij binnen maar hoort bij jullie. Groet {c(COLL)}", f"{c(COLL)}, graag jouw actie. Mijn nummer is {doorkies(rng)}.", "Fyi"])
    h = c([f"-----Oorspronkelijk bericht-----\nVan: {a} <{ml(a)}>\nVerzonden: {dat(rng)} {tijd(rng).replace('.', ':')}\nAan: {b}\nOnderwerp: signaal", f"Op {dat(rng)} om {tijd(rng)} schreef {a} <{ml(a)}>:", f"Begin doorgestuurd bericht:\n\nVan: {a}\nAan: Postbus Sociaal Team\nDatum: {dat(rng)}", f"________________________________\nVan: {a}\nCC: {b}; {c(COLL)}"])
    if rng.random() < .25: body = "\n".join("> " + l if l else ">" for l in body.split("\n"))
    return top + "\n\n" + h + "\n\n" + body
def quoted(F, body):
    """own message on top, an older mail about something else under it."""
    rng, c = F.rng, F.rng.choice; a = c(PROF); k = c(COLL)
    q = c([f"Beste {k}, de vergadering van {dat(rng)} gaat niet door. Gr. {a}", f"Dag {k}, kun je mij bellen over het rooster? Ik zit op {doorkies(rng)}. {a}", f"{k}, je automatische antwoord staat nog aan. Groet, {a}", f"Ik ben vrij tot {dat(rng)}; waarneming door {c(COLL)}, {mob(rng)}.\n{a}"])
    return body + f"\n\n{c(['Op ' + dat(rng) + ' schreef ' + a + ':', '--- Van: ' + a + ' ---'])}\n" + "\n".join("> " + l for l in q.split("\n"))
def g_mail(F):
    rng, c = F.rng, F.rng.choice; reg = {"politie": "pol", "cjg": "school", "oggz": "arts", "thuiszorg": "zorg", "corporatie": "corp"}.get(F.src, "tel"); pr = F.ctx["prof"]
    s = ("\n" + c([f"{pr}\n{c(ORG[F.src])}", f"{pr} | {c(ORG[F.src])} | {doorkies(rng)}", f"{pr}, {c(ORG[F.src])}\nVoorbeeldplein {rng.randrange(1, 40)}, 9999 XX Voorbeeldstad\nT 0590-99{rng.randrange(1000, 9999)}", f"{pr}\n(aanwezig ma, di en do)"])) if F.ctx["sign"] else ""
    return (c(OPEN[F.src]) + "\n\n" + para(F, reg) + "\n\n" + c(CLOSE) + s).strip()
GENRE = {"politie": [g_mut, g_mut, g_mut, g_mail, g_over, g_app], "cjg": [g_school, g_school, g_school, g_mail, g_over, g_kcc], "meldpunt": [g_kcc, g_kcc, g_kcc, g_mail, g_over], "oggz": [g_arts, g_arts, g_arts, g_over, g_mail],
         "thuiszorg": [g_zorg, g_zorg, g_zorg, g_over, g_mail, g_app], "corporatie": [g_corp, g_corp, g_corp, g_mail, g_over, g_app], "bewoner": [g_lang, g_lang, g_app]}

def text(rng, f, source, ctx):
    F = Facts(rng, f, source, ctx); g = rng.choice(GENRE[source])
    if g is g_school and not any(p["rol"] == "kind" for p in F.P) and F.P: g = rng.choice([g_mail, g_over, g_kcc])
    body = g(F)
    if source != "bewoner":
        x = rng.random(); body = fwd(F, body) if x < .12 else quoted(F, body) if x < .18 else body
    P, ad = F.P, F.ad
    subj = rng.choice(["Zorgmelding", "Doorgezet bericht", "Telefoonnotitie", "signaal tbv sociaal team", "Vraag", "Overdracht", "Zorgen", "Bericht voor het wijkteam", "FW: melding", "graag oppakken"]) if source != "bewoner" else rng.choice(["Zorgen om de buurt", "Hulp gevraagd" if F.self else "Ik maak me zorgen", "Bericht", "(geen onderwerp)", "Dit kan zo niet langer" if not F.self else "Help"])
    if P and P[0]["achternaam"] and rng.random() < .22: subj += rng.choice([" ", " - ", " inz. "]) + ((P[0]["tussenvoegsel"] + " ") if P[0]["tussenvoegsel"] else "") + P[0]["achternaam"]
    elif ad and ad["straat"] and rng.random() < .25: subj += " " + ad["straat"] + (" " + r.nr_string(ad) if ad["huisnummer"] and rng.random() < .6 else "")
    return subj, body

LAB = [dict(adres="Straat + nr", pcp="PC + plaats", vn="Roepnaam", ini="Voorl.", an="Geslachtsnaam", naam="Naam", dob="Geb.dat.", tel="Telefoonnr.", bsn="Bsn", prev="Adres voorheen", sep=" : "),
       dict(adres="Woonadres", pcp="Postcode en woonplaats", vn="Voornamen", ini="Initialen", an="Achternaam", naam="Volledige naam", dob="Geboren op", tel="Mobiel/vast", bsn="Burgerservicenr", prev="Vorig adres", sep=": "),
       dict(adres="Object", pcp="PC/WPL", vn="Vnaam", ini="VL", an="Anaam", naam="Persoon", dob="GD", tel="TEL", bsn="BSN", prev="Oud object", sep=" = ")]
def structured_mail(rng, f, source, ctx):
    ad, P, l = f["adres"], f["personen"], rng.choice(LAB); tog = rng.random() < .5
    L, M, c = [], [], rng.choice
    def put(X, k, v):
        if v: X.append(l[k] + l["sep"] + v)
    if ad:
        put(L, "adres", ((ad["straat"] or "") + " " + r.nr_string(ad)).strip()); put(L, "pcp", " ".join(x for x in (ad["postcode"], ad["woonplaats"]) if x))
    if f["vorig_adres"]: put(L, "prev", r.addr(rng, f["vorig_adres"], PATS, PCFMT))
    for n, p in enumerate(P):
        M.append(f"[{n + 1}] {p['rol']} - {'M' if p['geslacht'] == 'm' else 'V'}")
        if tog: put(M, "naam", nm(rng, p))
        else:
            put(M, "vn", p["voornaam"]); put(M, "ini", p["initialen"]); put(M, "an", ((p["tussenvoegsel"] + " ") if p["tussenvoegsel"] else "") + p["achternaam"] if p["achternaam"] else None)
        put(M, "dob", r.dob(rng, p["geboortedatum"], DOBF) if p["geboortedatum"] else f"{p['leeftijd']} jaar" if p.get("leeftijd") is not None else None)
        put(M, "tel", ph(rng, p["telefoon"]) if p["telefoon"] else None); put(M, "bsn", p["bsn"])
    x = "de bewoner"
    H = [f"Berichtformulier {source}", "Ingevuld door" + l["sep"] + ctx["prof"]]
    if ctx["other"] and rng.random() < .5: H.append("Melder" + l["sep"] + ctx["other"]["naam"] + ", " + ctx["other"]["tel"])
    return f"Berichtformulier {source}", "\n".join(H + (L + M if rng.random() < .5 else M + L) + ["Toelichting" + l["sep"] + up(c(CONC[source]).format(x=x))])

def webform(rng, f, source, ctx):
    ad, P = f["adres"] or {}, f["personen"]; p = P[0] if P else {}
    d = {"formulier": "kcc-signaal", "adres_betrokkene": ((ad.get("straat") or "") + " " + (r.nr_string(ad) if ad else "")).strip() or None, "pc": ad.get("postcode"), "woonplaats": ad.get("woonplaats"),
         "betrokkene": nm(rng, p) if P else None, "geb_datum": p.get("geboortedatum"), "leeftijd": p.get("leeftijd"), "tel_betrokkene": p.get("telefoon"), "bsn": p.get("bsn"), "ingevuld_door": ctx["prof"]}
    F = Facts(rng, f, source, ctx); rest = [F.id(n) for n in range(1, len(P))]; t = up(rng.choice(CONC[source]).format(x=F.x))
    if rest: t += " Verder betrokken: " + "; ".join(rest) + "."
    if f["vorig_adres"]: t += " Kwam van " + r.addr(rng, f["vorig_adres"], PATS, PCFMT) + "."
    d["bericht"] = t; return d

def api(rng, f, source, ctx):
    pers = [{"roepnaam": p["voornaam"], "initialen": p["initialen"], "tussenvoegsel": p["tussenvoegsel"], "geslachtsnaam": p["achternaam"], "geboren": p["geboortedatum"], "leeftijd": p.get("leeftijd"), "tel": p["telefoon"], "bsn": p["bsn"], "rol": p["rol"], "geslacht": p["geslacht"]} for p in f["personen"]]
    return {"schema": "kcc-2", "bron": source, "adres": f["adres"], "adres_oud": f["vorig_adres"], "personen": pers, "tekst": up(rng.choice(CONC[source]).format(x="de bewoner")), "behandelaar": ctx["prof"]}
