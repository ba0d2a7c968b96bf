"""Pack own18: thuiszorg- en OGGZ/GGZ-overdrachten, schuldhulp-intakes, crisislijn-telefoonnotities, appjes van
vrijwilligers, in mail geplakte formulieren met ongewone labels, doorgestuurde mailketens.  All data invented."""
import re
import render as r
import world as W
NAME = "own18"; SEED = 20251717
NAME_PARITY = 1; STREET_THEME = "own18"
FLAT_RATE = .10; UNIT_SCHEMES = ["let", "num", "num", "rom", "letbis"]; CO_RATE = .02; MOVE_RATE = .13; KIN_RATE = .08; NAMESAKE_RATE = .02
GLUE_TV = True
TYPOS = ["swap", "drop", "phon", "phon", "ocr", "adj"]
SUFFIX_STYLES = ["word", "glue", "sp", "slash", "low", "dash"]
SECONDARY = .12
NOISE_MIX = dict(clean=.13, suffix_variant=.10, suffix_missing=.04, postcode_missing=.08, postcode_typo=.05, street_typo=.08, street_abbrev=.06, number_typo=.02,
    place_variant=.03, address_missing=.07, person_missing=.04, initials_only=.09, name_typo=.07, tussenvoegsel_variant=.07, maiden_name=.14, first_name_variant=.05,
    name_swap=.015, dob_swapped=.04, dob_partial=.04, phone_typo=.01, multi=.06, sparse=.025)
DISTRACT = .55
PREV_RATE, LAG_RATE = .20, .12
SUFFIX_BOOST = (.26, .08)
_ch = dict(email_vrij=.7, email_gestructureerd=.2, json_api=.1)
def _p(**k): return dict(dict(adres=.9, postcode=.55, voornaam=.7, initialen=.4, achternaam=.96, geboortedatum=.65, telefoon=.45, bsn=.04, woonplaats=.85), **k)
SRC = {
 "thuiszorg":   dict(w=.22, ch=_ch, who="old", kinder=0, p=_p(voornaam=.4, initialen=.85, achternaam=.99, geboortedatum=.88, postcode=.7, bsn=.1)),
 "oggz":        dict(w=.24, ch=_ch, who="adult", kinder=.10, p=_p(adres=.82)),
 "schuldhulp":  dict(w=.18, ch=dict(email_vrij=.55, email_gestructureerd=.25, webformulier=.2), who="adult", kinder=.25, p=_p(initialen=.7, bsn=.14, telefoon=.65, postcode=.75)),
 "crisislijn":  dict(w=.12, ch=dict(email_vrij=.8, json_api=.2), who="adult", kinder=.15, p=_p(adres=.85, postcode=.2, voornaam=.85, initialen=.08, geboortedatum=.45, telefoon=.6, bsn=0)),
 "vrijwilliger":dict(w=.10, ch=dict(email_vrij=.8, webformulier=.2), who="adult", kinder=.2, p=_p(adres=.85, postcode=.12, voornaam=.92, initialen=.02, achternaam=.7, geboortedatum=.10, telefoon=.3, bsn=0, woonplaats=.55)),
 "cjg":         dict(w=.05, ch=_ch, who="child", kinder=.3, p=_p(voornaam=.95, initialen=.10, adres=.8)),
 "bewoner":     dict(w=.09, ch=dict(email_vrij=.7, webformulier=.3), who="maybe", kinder=0, p=_p(postcode=.25, voornaam=.6, initialen=.06, achternaam=.8, geboortedatum=.06, telefoon=.15, bsn=0, woonplaats=.6)),
}
# ------------------------------------------------------------------ own names and streets (only when this pack is the world's pack)
W.THEMES["own18"] = "Terp|Skoalle|Turf|Brink|Esch|Hunebed|Schans|Wierde|Borg|Slochter|Trekschuit|Mergel|Schacht|Kumpel|Geul|Roer|Mijnmeester|Fryske|Heide|Jeneverbes|Zandverstuiving|Fivel|Hunze|Burgemeester Hylkema|Dokter Ploumen|Meester Wiarda|Sint Servatius|Sint Gerlach|Nieuwe Schans|Oude Veen|Prins Maurits|Graaf Reinald|Pastoor Vroemen|Kapelaan Habets".split("|")
_ST = "Terpwei|Skoallestrjitte|Achter de Wierde|Brinklaan|Mergelweg|Kapelaan Habetsstraat|Oude Turfvaart|De Nijlanden|Burgemeester Hylkemalaan|Schachtstraat|Hunebedweg|It Heechlân|Op de Geul|Sint Servatiusplein|Molenhorn|Noorderesch|Kumpelpad|Nieuwe Schans|Boerhoorn|Lytse Dyk|Dokter Ploumenstraat|In de Kamp|Wâldwei|Borgsingel|Slochtermeeden|Prins Mauritskade|Zandverstuiving|Meester Wiardaplein|Aan de Roer|Laan 1940|Trekschuitkade|Heideveld|Langs de Fivel|Pastoor Vroemenhof|'t Loug|Jeneverbespad|Koningin Sophiestraat|Mijnmeesterstraat".replace("Laan 1940|", "").split("|")
_SN = [tuple(x.split("/")) if "/" in x else (None, x) for x in """Hoekema|Sytsma|Terpstra|Zijlstra|Wiarda|Bijlsma|Hylkema|Ploumen|Vaessen|van der/Kooi|Lemmens|Kloosterman|Rinsma|op den/Camp|Crijns|Bouwknegt|Schreurs|van der/Schaaf|Habets|Feenstra|Tolsma|Jalvingh|Bemelmans|ter/Steege|Eising|Ubachs|Haaksma|Sikkens|van/Bergen|Hiddema|Reitsema|Krol|Franssen|Wolthuis|Pruim|Geurts|in 't/Hout|Douma|Heuts|Lubbers|de/Vries|Jansen|Huizing|Zwiers|van der/Meulen|Damhuis|Eggens|Schuiling|van 't/Ende|Meertens|Wiersma|Jongbloed|Sjollema|Oosting|Kuiper|Cremers|van den/Hoeve|Tjalma|Bruins|Visser|aan den/Boom|Brouns|Nijdam|Veldkamp|Roelfzema|Odekerken|Strating|van/Wijngaarden|ten/Cate|Dreesens|Leijenaar|Wierts|Yıldız|Bakır|El Hadi|Osman|Abdi|Tesfay|Haile|Al-Sayed|Mansour|Kamiński|Zielińska|Moldovan|Doekhi|Kasem""".split("|")]
_M = [("Sjoerd", "Sjoerd"), ("Douwe", "Douwe"), ("Mathijs", "Sjeng Mathieu"), ("Hubertus", "Huub Bèr"), ("Wilhelmus", "Wiel Wim"), ("Jozef", "Sjef Jos"), ("Hindrik", "Henk Hindrik"), ("Wiebe", "Wiebe"), ("Gerrit", "Gerrit"), ("Popke", "Popke"),
      ("Servatius", "Vaas Servé"), ("Roelof", "Roelof Roel"), ("Tjeerd", "Tjeerd"), ("Lambert", "Lambert Bert"), ("Jannes", "Jannes Jan"), ("Leonard", "Lei Leo"), ("Auke", "Auke"), ("Eppe", "Eppe"), ("Harm", "Harm"), ("Marco", "Marco"), ("Richard", "Richard"), ("Johannes", "Johan Hans"),
      ("Arjen", "Arjen"), ("Maurice", "Maurice"), ("Rudolf", "Ruud Rudi"), ("Tsegay", "Tsegay"), ("Abdullah", "Abdullah Abdul"), ("Mohamed", "Mohamed Mo"), ("Yusuf", "Yusuf"), ("Paweł", "Paweł"), ("Jelle", "Jelle"), ("Ruud", "Ruud"), ("Guus", "Guus"), ("Jorrit", "Jorrit"), ("Sven", "Sven"), ("Benjamin", "Ben Benjamin"), ("Floris", "Floris"), ("Tygo", "Tygo"), ("Jurre", "Jurre"), ("Amir", "Amir"), ("Luca", "Luca"), ("Boaz", "Boaz")]
_V = [("Tjitske", "Tjitske"), ("Baukje", "Baukje"), ("Gertrudis", "Truusje Gertie"), ("Maria", "Mia Marieke Maria"), ("Geessien", "Geessien Geesje"), ("Philomena", "Fien Mena"), ("Froukje", "Froukje"), ("Hiltje", "Hiltje"), ("Anna", "Annie Anna"), ("Catharina", "Tiny Trinette"),
      ("Jetske", "Jetske"), ("Elisabeth", "Lies Bep Elly"), ("Sietske", "Sietske"), ("Margaretha", "Gretha Margreet"), ("Aukje", "Aukje"), ("Josephina", "Fientje José"), ("Roelie", "Roelie"), ("Jantina", "Tineke Jantina"), ("Hermina", "Mina Hermien"), ("Wiesje", "Wiesje"),
      ("Mirjam", "Mirjam"), ("Nicole", "Nicole"), ("Danielle", "Danielle Daan"), ("Ilona", "Ilona"), ("Renske", "Renske"), ("Selam", "Selam"), ("Hodan", "Hodan"), ("Emine", "Emine"), ("Małgorzata", "Gosia Małgorzata"), ("Rabia", "Rabia"), ("Jildou", "Jildou"), ("Silke", "Silke"), ("Maud", "Maud"), ("Lieke", "Lieke"), ("Fenna", "Fenna"), ("Nynke", "Nynke"), ("Jasmijn", "Jasmijn"), ("Puck", "Puck"), ("Yara", "Yara"), ("Hanna", "Hanna"), ("Liv", "Liv"), ("Amina", "Amina")]
_M = [(a, b.split()) for a, b in _M]; _V = [(a, b.split()) for a, b in _V]
if not hasattr(W.World, "_own18"):
    W.World._own18 = True; _on, _og = W.World._names, W.World.given
    def _names(self):
        _on(self)
        if getattr(self.pack, "NAME", "") == "own18":
            self.surnames = _SN + [x for x in self.surnames if x not in set(_SN)]
            self.sn_cum = W.cumw([1.0 / (i + 10) for i in range(len(self.surnames))])
            self.era17 = {s: [W.cumw([max(.15, 3 - i * 5.0 / len(l)) for i in range(len(l))]), W.cumw([1.0] * len(l)), W.cumw([max(.15, i * 5.0 / len(l) - 1.2) for i in range(len(l))])] for s, l in (("m", _M), ("v", _V))}
    _ol = W.World._layout
    def _layout(self):
        keep = W.BASE_STREETS
        if getattr(self.pack, "NAME", "") == "own18": W.BASE_STREETS = _ST
        try: _ol(self)
        finally: W.BASE_STREETS = keep
    W.World._layout = _layout
    def given(self, rng, sex, by):
        if getattr(self.pack, "NAME", "") != "own18": return _og(self, rng, sex, by)
        lst = _M if sex == "m" else _V; e = 0 if by < 1965 else 1 if by < 1995 else 2
        off, calls = W.wpick(rng, self.era17[sex][e], lst); offs = [off]
        for _ in range(rng.choice([0, 1, 1, 2, 2]) if by < 1995 else rng.choice([0, 0, 1])):
            o = W.wpick(rng, self.era17[sex][e], lst)[0]
            if o not in offs: offs.append(o)
        return offs, off if by >= 1995 and rng.random() < .85 else calls[rng.randrange(len(calls))], calls
    W.World._names, W.World.given = _names, given
# ------------------------------------------------------------------ pieces
PATS = {"SNPW": ["{S} {N}, {P} {W}", "{S} {N}, {W} ({P})", "{S} {N} - {P} - {W}", "{S} {N} / {P} {W}", "{S} {N} {P} {W}", "{S} {N} ({P} {W})", "{S} {N} te {P} {W}"],
        "SNP": ["{S} {N}, {P}", "{S} {N} (pc {P})", "{S} {N} / {P}"], "SNW": ["{S} {N} {W}", "{S} {N} te {W}", "{S} {N}, {W}", "{S} {N} in {W}", "{S} {N} ({W})"],
        "SN": ["{S} {N}", "{S} no. {N}", "{S} huisnr {N}", "{S} nr {N}", "{S} {N}"], "NPW": ["{P} nr. {N} ({W})", "{P} {W}, huisnr {N}"], "NP": ["{P}, nr. {N}", "pc {P} huisnr {N}"],
        "SW": ["{S} te {W}", "{S} in {W}", "{S} ({W})"], "SPW": ["{S}, {P} {W}"], "SP": ["{S} ({P})"], "PW": ["{P} {W}"], "NW": ["nr. {N} in {W}"], "N": ["nummer {N}"]}
LPATS = dict(PATS, SNPW=PATS["SNPW"] + ["{W}, {S} {N} ({P})", "{P} {W} | {S} {N}", "{N} {S}, {W} {P}", "{S} nr. {N}; {P}; {W}"], SNW=PATS["SNW"] + ["{W}, {S} {N}", "{W} - {S} {N}", "{S} ({W}) nr {N}"], SN=PATS["SN"] + ["{S}, op nummer {N}", "{S} - {N}"])
PCFMT = ["sp", "glue", "dash", "low", "sp"]; DOBF = ["dot", "yy", "short", "dash", "long", "nodot", "slash"]; TELF = ["grp", "sp", "00", "dash", "intlsp", "raw"]
PROF = ["Baukelien T.", "Wieteke Oord", "H. Kremers-Louwes", "Sjaak Penders", "T. Ruinemans", "mw. A. Dijkgraaf-Roos", "Loes v. Zomeren", "G.J. Hartlief", "Inge Verkoulen", "Renze P. Adema", "D. Quaedackers", "Foekje Wagenaar-Stel"]
pk = lambda g, *a: g.choice(a)
def bits(rng, p, style=""):
    """the person's whole name: every name fact that is known."""
    tv, an, vn, ini = p["tussenvoegsel"], p["achternaam"], p["voornaam"], p["initialen"]
    if ini: ini = rng.choice([ini, ini, ini.replace(".", ""), ini.replace(".", ". ").strip()])
    if ini in ("MW", "DHR", "MV"): ini = p["initialen"]
    sn = (tv + " " if tv else "") + an if an else None
    t = rng.choice({"m": ["dhr.", "dhr", "meneer", "de heer", "Dhr."], "v": ["mw.", "mevr.", "mevrouw", "mw", "Mw."]}[p["geslacht"]])
    kid = p["rol"] == "kind"
    if vn and sn:
        o = [f"{vn} {sn}"] * 3 + ([f"{an}, {vn} {tv}" if tv else f"{an}, {vn}"] if "," not in an and rng.random() < .4 else []) + ([] if kid else [f"{t} {vn} {sn}"])
        if ini: o = [f"{ini} ({vn}) {sn}", f"{ini} {sn} (roepnaam {vn})", f"{vn} ({ini}) {sn}"] + ([] if kid else [f"{t} {ini} {sn}, roepnaam {vn}"])
        return rng.choice(o)
    if sn and ini:
        if "," not in an and rng.random() < .15: return f"{an}, {ini} {tv}" if tv else f"{an}, {ini}"
        return rng.choice([f"{ini} {sn}"] + ([] if kid else [f"{t} {ini} {sn}"] * 2))
    if sn:
        plain = not (p["geboortedatum"] or p.get("leeftijd") is not None or p["bsn"])
        c = r.cap_tv(tv) + " " + an if tv else an
        if kid: return rng.choice([f"kind {c}", f"{'jongen' if p['geslacht'] == 'm' else 'meisje'} met achternaam {c}"])
        if plain and rng.random() < .25 and style != "self": return rng.choice(["fam. ", "familie ", "gezin "]) + c
        return f"{t} {c}"
    if vn: return f"{vn} ({ini})" if ini else vn
    return ini or ("een man" if p["geslacht"] == "m" else "een vrouw")
def age(rng, p):
    o = []
    if p["geboortedatum"]:
        d = r.dob(rng, p["geboortedatum"], DOBF)
        o.append(rng.choice([f"geboortejaar {d}", f"van {d}", f"bouwjaar {d}"] if len(p["geboortedatum"]) == 4 else [f"geb. {d}", f"geb {d}", f"gbd {d}", f"* {d}", f"geboren {d}", f"g.d. {d}", f"geb.dat. {d}"]))
    if p.get("leeftijd") is not None: o.append(rng.choice([f"{p['leeftijd']} jr", f"{p['leeftijd']} jaar", f"{p['leeftijd']} jaar oud", f"leeftijd {p['leeftijd']}"]))
    return ", ".join(o)
def full(rng, p, tel=True, style=""):
    """name + dob + bsn + phone in one run"""
    s = bits(rng, p, style); d = [x for x in (age(rng, p), f"{rng.choice(['BSN', 'bsn', 'burgerservicenr.'])} {p['bsn']}" if p["bsn"] else "", rng.choice(["tel ", "t. ", "mob ", "tel.nr. ", "nr "]) + r.phone(rng, p["telefoon"], TELF) if tel and p["telefoon"] else "") if x]
    if not d: return s
    return rng.choice([f"{s} ({', '.join(d)})", f"{s}, {', '.join(d)}", f"{s} ({'; '.join(d)})", f"{s} – {' – '.join(d)}" if style == "note" else f"{s} [{', '.join(d)}]"])
def rel(rng, P, p):
    m = p["geslacht"] == "m"
    if P[0]["rol"] == "kind": return rng.choice(["broer" if m else "zus", "broertje" if m else "zusje"]) if p["rol"] == "kind" else rng.choice(["ouder", "ouder/verzorger"])
    return ("zoon" if m else "dochter") if p["rol"] == "kind" else rng.choice(["partner", "huisgenoot en partner", "levenspartner"])
def zij(P): return ("hij" if P[0]["geslacht"] == "m" else "zij") if P else "men"
def A_(rng, ad, lab=False): return r.addr(rng, ad, LPATS if lab else PATS, PCFMT) if ad else ""
CONC = {
 "thuiszorg": ["Steunkousen vanochtend niet aan, deur pas na drie keer bellen open.", "Medicatierol van gisteravond zat nog dicht.", "Koelkast leeg op een pak karnemelk na.", "Gewicht in 4 weken 3 kg gedaald, eetlust matig.", "Wond li onderbeen ziet er rustig uit, verband gewisseld.", "Gaspit stond aan zonder pan; zorgen over de veiligheid.", "Gang staat vol dozen, rollator kan er niet langs.", "Post ligt al weken ongeopend op tafel.", "Incontinentiemateriaal op, nabestelling niet gedaan.", "Was verward in tijd, dacht dat het zondag was.", "Twee keer gevallen deze week, geen letsel.", "Dagopvang afgezegd, wil niet meer van huis."],
 "oggz": ["Zorgmijdend, gordijnen dicht, reageert niet op briefje.", "Praat in zichzelf, slaapt overdag, 's nachts op straat gezien.", "Depot vorige week gemist, afspraak met psychiater niet nagekomen.", "Woning vervuild, ongedierte zichtbaar in keuken.", "Alcoholgebruik neemt toe volgens eigen zeggen.", "Wanhopig, geen acuut suïcidegevaar ingeschat.", "Stroom is afgesloten, kookt op campinggas.", "Staat open voor één gesprek, mits niet met politie erbij.", "Geeft aan vervolgd te worden via de wifi.", "Is uit beeld sinds het ontslag uit de kliniek."],
 "schuldhulp": ["Totale schuldenlast naar schatting € 23.400 bij 11 schuldeisers.", "Zorgpremie al 6 maanden niet betaald, wanbetalersregeling dreigt.", "Loonbeslag sinds april, er blijft te weinig over voor boodschappen.", "Deurwaarder heeft beslag aangekondigd voor de 14e.", "Twee tassen met ongeopende post meegenomen.", "Toeslagen moeten worden terugbetaald, overzicht ontbreekt.", "Energieschuld € 1.812, afsluiting aangekondigd.", "Geen DigiD, geen bankpas, leeft van de voedselbank.", "Minnelijk traject kan pas starten als de administratie compleet is.", "Wil beschermingsbewind aanvragen."],
 "crisislijn": ["Klonk zeer gespannen, huilde, was wel aanspreekbaar.", "Geschreeuw op de achtergrond, verbinding viel weg.", "Zegt het niet meer te zien zitten, geen concreet plan.", "Wil dat er morgen iemand langskomt.", "Durft niet te slapen, hoort stemmen.", "Gerustgesteld, afgesproken dat wijkteam contact opneemt."],
 "vrijwilliger": ["koelkast was weer leeg", "het ging niet zo goed vandaag, veel gehuild", "rommel staat tot aan de deur", "er is al 2 weken geen gas meer", "de post ligt overal, durft niks open te maken", "ik vertrouw het niet helemaal"],
 "cjg": ["Intake twee keer afgezegd zonder bericht.", "School belde ons vorige week ook al.", "Thuis loopt de spanning op, er is slaapgebrek.", "Er is al maanden geen huisarts meer geweest."],
 "bewoner": ["Er brandt al dagen geen licht en de gordijnen blijven dicht.", "'s Nachts hoor ik bonken en huilen door de muur.", "De stank in het portiek is niet meer te harden.", "De brievenbus puilt uit.", "Ik hoor nooit meer iets en dat is niets voor hen."]}
SELF = ["Ik kom er niet meer uit met de brieven van de deurwaarder.", "Sinds de zomer gaat het niet goed, ik slaap slecht en de rekeningen blijven liggen.", "Ik heb al twee keer gebeld maar krijg niemand te pakken.", "We kunnen de energie niet meer betalen."]
CLOSE = ["Willen jullie hier contact over opnemen?", "Graag terugkoppeling.", "Kan dit op de agenda van het wijkoverleg?", "Hoor het graag.", "Actie: huisbezoek plannen.", "Vervolg aub door het sociaal team.", "Alvast dank!", ""]
OPEN = ["Hoi,", "Dag allemaal,", "Beste collega's van het wijkteam,", "Geachte lezer,", "Goeiemorgen,", "Moi,", "Goedenavond,", "Hallo Voordeur,", "", "Beste,"]
def sign(rng, source, prof):
    d = rng.randrange(10, 99)
    return rng.choice({"thuiszorg": [f"gr {prof}, wijkverpl. team Oost", f"{prof}\nThuiszorg De Voorbeeldhoeve\nVoorbeeldplein 7, 9999 XK Voorbeeldstad\nroute-tel 0591-9999{d}", f"Paraaf: {prof}"],
      "oggz": [f"{prof}, spv\nbereikbaar ma-do 0591-9999{d}", f"Mvg,\n{prof}\nOGGZ Bemoeizorg | Voorbeeldkade 3 | 9999 WC Voorbeeldstad", f"groet, {prof} (FACT)"],
      "schuldhulp": [f"Met groet,\n{prof}\nintaker Schuldhulp Voorbeeld\nT 0591-9999{d} | Voorbeeldlaan 12, 9999 VB Voorbeeldstad", f"{prof} | budgetcoach"],
      "crisislijn": [f"Dienstdoende: {prof}", f"Opgenomen door: {prof} (nachtdienst), doorkies 0591-9999{d}"],
      "vrijwilliger": [f"groetjes {prof}", "xx vrijwilliger van dinsdag", f"{prof}, maatje"], "cjg": [f"{prof}, jeugd-GGZ\n0590-9999{d}"]}[source])
def distract(rng, source, o):
    if not o: return []
    n, s, t, an = o["naam"], f"{o['straat']} {o['nr']}", o["tel"], o["an"]
    if source == "bewoner": return [rng.choice([f"Zelf woon ik op {s}.", f"Mij kunt u bellen op {t}, naam {n}.", f"Ik ben de buur van {s}.", f"De overburen ({an}, nr. {o['nr']}) zeggen hetzelfde."])]
    return [rng.choice([f"Melder: {n}, {s}, tel {t} (buur).", f"Buurvrouw van nr. {o['nr']} (fam. {an}) heeft een sleutel.", f"Eerder gebeld door buurtgenoot {n}, zelf wonend {s}.", f"Ex, {n}, woont op {s} en is niet op de hoogte.", f"Familielid {n} ({t}) woont elders, {s}, en wil op de hoogte blijven.",
        f"NB: de post van de buren ({an}, {s}) lag er ook tussen.", f"Contact via collega; niet verwarren met cliënt {n} van {s}, die loopt apart."])]
def blocks(rng, f, lab=False):
    """neutral pieces: who-line, address-line, rest lines."""
    P, ad = f["personen"], f["adres"]
    return P, A_(rng, ad, lab), bool(ad and ad["huisnummer"]), bool(ad and ad["straat"] and not ad["huisnummer"]), A_(rng, f["vorig_adres"]) if f["vorig_adres"] else ""
def addr_sent(rng, a, fu, st, who=True):
    if fu and not who: return pk(rng, f"Adres: {a}.", f"Het gaat om de woning {a}.", f"Pand: {a}, wie daar woont is mij niet bekend.", f"Betreft {a}.", f"Bewoner onbekend, adres {a}.")
    if not fu and not st and not who: return f"Het gaat om iemand in {a}, meer weet ik niet."
    if fu: return pk(rng, f"Adres: {a}.", f"Adres volgens mijn gegevens {a}.", f"Woonadres is {a}.", f"Huisbezoek was op {a}.", f"Verblijft op {a}.", f"Te vinden op {a}.")
    if st: return pk(rng, f"Straat: {a}, huisnummer weet ik niet.", f"Het zou gaan om {a}, nummer onbekend.", f"Ergens in de buurt van {a}, welk huis is niet doorgegeven.")
    return pk(rng, f"Straat onbekend, wel: {a}.", f"Woont in {a}, verder geen adres.", f"Alleen de plaats is genoemd: {a}.")
def prev_sent(rng, v): return pk(rng, f"Stond eerder ingeschreven op {v}.", f"Komt van {v}, daar vertrokken.", f"Oude adres was {v}.", f"Is verhuisd; woonde hiervoor {v}.")
def prose(rng, f, source):
    P, a, fu, st, v = blocks(rng, f); L = []
    if P and source == "bewoner":
        h = full(rng, P[0], tel=False)
        if a and fu: L.append(rng.choice(["Ik maak me zorgen om {h}, {a}.", "Weten jullie van {h}? Woont {a}.", "Het gaat mij om {h} van {a}.", "Op {a} woont {h}.", "Er is iets mis bij {h} op {a}.", "{h} ({a}) heeft volgens mij hulp nodig."]).format(h=h, a=a))
        else:
            L.append(rng.choice(["Ik maak me zorgen om {h}.", "Weten jullie van {h}?", "Het gaat mij om {h}."]).format(h=h))
            if a: L.append(addr_sent(rng, a, fu, st))
        if P[0]["telefoon"]: L.append("Ik heb er nog een nummer van, misschien hebt u er wat aan: " + r.phone(rng, P[0]["telefoon"], TELF) + ".")
        for p in P[1:]: L.append(f"Daar woont ook de {rel(rng, P, p)}, {full(rng, p)}.")
    elif P:
        inl = rng.random() < .5; h = full(rng, P[0], tel=inl)
        if a and fu:
            L.append(rng.choice(["Vandaag bij {h} geweest, {a}.", "Graag jullie hulp voor {h}, wonend {a}.", "Zojuist gesproken met {h}; adres {a}.", "Aangemeld: {h}, {a}.", "Op {a} woont {h}.", "In zorg sinds kort: {h}, woont {a}.", "Vanochtend trof ik {h} thuis aan, {a}.", "Wij zijn sinds een maand betrokken bij {h}. Adres: {a}.", "Hierbij draag ik {h} aan jullie over; woonachtig {a}.", "Op verzoek van de huisarts meld ik {h}, woonachtig {a}.", "Niemand krijgt contact met {h}, ook niet aan de deur ({a}).", "Tijdens het spreekuur meldde zich {h}. Staat ingeschreven op {a}.", "Ik wil {h} bij jullie onder de aandacht brengen. Woont op {a}.", "Casus: {h}. Te bezoeken: {a}.", "{a} - {h}."]).format(h=h, a=a))
        else:
            L.append(rng.choice(["Vraag over {h}.", "Graag jullie hulp voor {h}.", "Zojuist contact gehad met {h}.", "Dit gaat over {h}.", "Wie kent {h}?"]).format(h=h))
            if a: L.append(addr_sent(rng, a, fu, st))
        if not inl and P[0]["telefoon"]:
            t = r.phone(rng, P[0]["telefoon"], TELF); kid = P[0]["rol"] == "kind"
            L.append(pk(rng, f"Telefonisch te pakken te krijgen op {t}.", f"Nummer van betrokkene: {t}.", f"Belt zelf met {t}.", f"Neemt op via {t}, niet voor 10 uur.") if not kid else f"Eigen mobiel: {t}.")
        for p in P[1:]:
            w = rel(rng, P, p); x = full(rng, p)
            L.append(pk(rng, f"In huis ook {w}: {x}.", f"{w.capitalize()} is {x}.", f"Op hetzelfde adres {w} {x}."))
    elif a: L.append(addr_sent(rng, a, fu, st, False) if not fu or rng.random() < .5 else pk(rng, f"Wij willen iets kwijt over de bewoner(s) van {a}.", f"Op {a} is het mis.", f"Niemand kent de naam van degene die op {a} woont."))
    if v: L.append(prev_sent(rng, v))
    return L
def conc(rng, source, n=None): return rng.sample(CONC[source], n or rng.choice([1, 2, 2]))

LABS = [dict(who="Wie betreft het", naam="Heet", dob="Jarig", tel="Te bereiken onder", bsn="Burgerservicenr", adr="Woont te", prev="Daarvoor", mede="Huisgenoot", wat="Wat speelt er"),
        dict(who="Cliëntsysteem", naam="Cliënt", dob="Gebdat", tel="Contactnr. cliënt", bsn="BSN-nr", adr="Verblijfadres", prev="Vorige verblijfplaats", mede="Systeemlid", wat="Beeld"),
        dict(who="Aanvrager hulp", naam="Naam aanvrager", dob="Geb.", tel="Mobiel aanvrager", bsn="Sofi/BSN", adr="Ingeschreven op", prev="Uitgeschreven van", mede="Medeaanvrager/gezinslid", wat="Hulpvraag"),
        dict(who="Zorgvrager", naam="Zorgvrager", dob="Geboren d.d.", tel="Bellen naar", bsn="Burgernr", adr="Plek", prev="Oude plek", mede="Ook in huis", wat="Bevinding")]
SPL = [dict(str="Straatnaam", nr="Nr + toev.", pc="PC", pl="Dorp/stad"), dict(str="Laan/straat/weg", nr="Huisno.", pc="Postkode", pl="Plts"), dict(str="Woonstraat", nr="Deur", pc="Postcodegebied", pl="Gemeente/kern")]
def form(rng, f, source, ctx, split=None):
    lab, P, ad = rng.choice(LABS), f["personen"], f["adres"]; sp = rng.choice(SPL)
    sep = rng.choice([": ", " : ", " = ", "\t", ":\n   ", " ...... ", " | "]); G = []
    def ad_block():
        if not ad: return []
        if split if split is not None else rng.random() < .5:
            return [k + sep + v for k, v in ((sp["str"], ad["straat"]), (sp["nr"], r.nr_string(ad)), (sp["pc"], ad["postcode"]), (sp["pl"], ad["woonplaats"])) if v]
        return [lab["adr"] + sep + A_(rng, ad, True)]
    def p_block():
        o = []
        for i, p in enumerate(P):
            if i: o.append(f"{lab['mede']} ({rel(rng, P, p)})" + sep + full(rng, p)); continue
            if rng.random() < .35 and p["achternaam"]:
                o += [k + sep + v for k, v in (("Roepnaam", p["voornaam"]), ("Voorl.", p["initialen"]), ("Tussenv.", p["tussenvoegsel"]), ("Familienaam", p["achternaam"])) if v]
            else: o.append(lab["naam"] + sep + bits(rng, p, "form"))
            if p["geboortedatum"]: o.append(lab["dob"] + sep + r.dob(rng, p["geboortedatum"], DOBF))
            if p.get("leeftijd") is not None: o.append("Leeftijd" + sep + f"{p['leeftijd']} jr")
            if p["telefoon"]: o.append(lab["tel"] + sep + r.phone(rng, p["telefoon"], TELF))
            if p["bsn"]: o.append(lab["bsn"] + sep + p["bsn"])
        return o
    b = [p_block(), ad_block()]
    if rng.random() < .4: b.reverse()
    G = b[0] + b[1]
    if f["vorig_adres"]: G.append(lab["prev"] + sep + A_(rng, f["vorig_adres"]))
    G.append(lab["wat"] + sep + " ".join(conc(rng, source)))
    if ctx["other"]:
        o = ctx["other"]; G.append(rng.choice(["Ingevuld door", "Aanmelder", "Contact buiten het huishouden"]) + sep + f"{o['naam']}, {o['straat']} {o['nr']}, {o['tel']}")
    elif rng.random() < .4: G.append(rng.choice(["Formulier ingevuld door", "Invuller", "Behandeld door"]) + sep + ctx["prof"])
    return G
HEAD = {"thuiszorg": ["Overdracht late dienst", "Overdracht dagdienst → avond", "SBAR", "Rapportage zorgmoment", "Overdracht weekend", "Briefing ochtend", "Team Oost / bijzonderheden", "Nachtzorg, 1 bijzonderheid"], "oggz": ["Bemoeizorg - korte notitie", "FACT-bord", "Overdracht spv", "Huisbezoek OGGZ (onaangekondigd)", "Caseload-overdracht", "Wvggz: verkennend gesprek"],
        "schuldhulp": ["Intakeverslag kort", "Notitie spreekuur schulden", "Stand van zaken dossier", "Thuisadministratie - verslagje"], "": ["Korte notitie", "Verslag contactmoment", "Overdracht", "Actiepunt overleg"]}
NEXT = {"thuiszorg": ["evaluatie over 2 wkn", "HA is op de hoogte", "MDO staat do 10.30", "indicatie loopt nog", "sleutelkluis: nee", "volgende route 07.45 u", "indicatie t/m 01-03-2027"], "oggz": ["HA is op de hoogte", "crisiskaart: nee", "MDO staat do 10.30", "volgend bezoek met wijkagent"], "schuldhulp": ["dossier 2025-0417 aangemaakt", "art. 5-brief volgt", "afspraak 2e gesprek di 14.00"], "": ["wordt vervolgd", "besproken in team", "afspraak wo 9.15"]}
def l_tab(rng, f, source, ctx):
    """small pipe/space table for the persons"""
    P, a, fu, st, v = blocks(rng, f, True)
    if not P: return l_note(rng, f, source, ctx)
    dash = rng.choice(["-", "?", "n.b.", ""]); L = ["wie | naam | geb | tel | bsn"]
    for i, p in enumerate(P):
        g = r.dob(rng, p["geboortedatum"], DOBF) if p["geboortedatum"] else ""
        if p.get("leeftijd") is not None: g = (g + " " if g else "") + f"({p['leeftijd']} jr)"
        L.append(f"{'aanvrager' if not i and p['rol'] != 'kind' else 'jeugdige' if not i else rel(rng, P, p)} | {bits(rng, p, 'form')} | {g or dash} | {r.phone(rng, p['telefoon'], TELF) if p['telefoon'] else dash} | {p['bsn'] or dash}")
    if a: L.insert(0 if rng.random() < .4 else len(L), (rng.choice(["Adres: ", "Woning: ", "Domicilie: "]) if fu else "Straat (nr onbekend): " if st else "Plaats: ") + a)
    if v: L.append("Vorige woning: " + v)
    return "\n".join(L + conc(rng, source) + distract(rng, source, ctx["other"]))
def l_note(rng, f, source, ctx):
    """handover: bullets or telegram lines"""
    P, a, fu, st, v = blocks(rng, f, True); b = rng.choice(["- ", "* ", "• ", "", "1) "][:4]); L = []
    if P: L.append(rng.choice(["Cl. ", "Cliënt: ", "Betreft ", "cl: ", "Over ", "Naam: ", "betr. "] + (["Pt. "] if source in ("thuiszorg", "oggz") else [])) + full(rng, P[0], style="note"))
    if a: L.append((rng.choice(["adres ", "adr.: ", "woont ", "locatie: ", "thuis: "]) if fu else "straat bekend, nr niet: " if st else "adres n.b., plaats ") + a)
    for p in P[1:]: L.append(f"{rel(rng, P, p)}: {full(rng, p, style='note')}")
    if v: L.append(rng.choice(["voorheen ", "vorig adres: ", "tot voor kort op "]) + v)
    L += conc(rng, source) + distract(rng, source, ctx["other"])
    if rng.random() < .5: L.append(rng.choice(NEXT.get(source, NEXT[""])))
    h = rng.choice(HEAD.get(source, HEAD[""])); sep = rng.random()
    if sep < .15: return h + ": " + "; ".join(x.rstrip(".") for x in L) + "."
    if sep < .25: return h + "\n" + " // ".join(L)
    return h + "\n" + "\n".join(b + x for x in L)
def l_soep(rng, f, source, ctx):
    P, a, fu, st, v = blocks(rng, f); c = rng.sample(CONC[source], 2)
    who = " ".join(prose(rng, f, source)); d = distract(rng, source, ctx["other"])
    return f"{who}\n\nS: {c[0]}\nO: {c[1]}\nE: zorgen nemen toe\nP: {rng.choice(['melden bij Voordeur', 'overleg wijkteam', 'huisbezoek met z’n tweeën'])}" + ("\nOverig: " + d[0] if d else "")
def l_mail(rng, f, source, ctx):
    L = prose(rng, f, source); c = [x if x[-1] == "." else x[0].upper() + x[1:] + "." for x in conc(rng, source)] + distract(rng, source, ctx["other"])
    if rng.random() < .3: return " ".join(c) + rng.choice([" ", "\n\n"]) + " ".join(L)
    if rng.random() < .3: return " ".join(L[:1]) + " " + c[0] + "\n\n" + " ".join(L[1:] + c[1:])
    return " ".join(L) + rng.choice([" ", "\n\n", "\n"]) + " ".join(c)
def l_phone(rng, f, source, ctx):
    """telephone note of the crisis line"""
    P, a, fu, st, v = blocks(rng, f); u = f"{rng.randrange(0, 24):02d}{rng.choice([':', '.'])}{rng.randrange(60):02d}"; L = [rng.choice([f"Belnotitie {u}", f"Oproep binnengekomen {u} uur, duur {rng.randrange(3, 40)} min", f"TELEFOONNOTITIE - {u}", f"{u} tel."])]
    if P and rng.random() < .5 and P[0]["rol"] != "kind": L.append(pk(rng, "Beller geeft op te heten: ", "Aan de lijn: ", "Beller zelf is ") + full(rng, P[0]) + ".")
    elif P: L.append(pk(rng, "Derde belt over ", "Er werd gebeld over ", "Gesprek ging over ") + full(rng, P[0]) + ".")
    else: L.append("Beller wilde geen namen noemen.")
    if a: L.append(pk(rng, f"Locatie volgens opgave {a}.", f"Adres doorgekregen: {a}.", f"Zou wonen op {a}.") if fu else addr_sent(rng, a, fu, st))
    for p in P[1:]: L.append(f"Ook in de woning: {rel(rng, P, p)} {full(rng, p)}.")
    if v: L.append(f"Vroeger adres genoemd in het systeem: {v}.")
    L += conc(rng, source) + distract(rng, source, ctx["other"])
    return "\n".join(L) if rng.random() < .6 else L[0] + "\n" + " ".join(L[1:])
def l_app(rng, f, source, ctx):
    """WhatsApp export pasted in mail, short lines"""
    P, a, fu, st, v = blocks(rng, f); L = [rng.choice(["hoi, even over mn bezoekje van vanmiddag", "hee weet jij wie dit oppakt?", "sorry dat ik zo laat app", "ff een zorgje delen", "Hoi!! Heb je even"])]
    if P:
        h = full(rng, P[0], tel=False); L.append(rng.choice(["ik was bij {h}", "het gaat om {h}", "ken je {h}?", "gaat over {h}"]).format(h=h))
        if P[0]["telefoon"]: L.append(pk(rng, "06/tel is ", "nummer daarvan: ", "je kan bellen op ") + r.phone(rng, P[0]["telefoon"], TELF))
    if a: L.append((pk(rng, "woont ", "adres is ", "zit op ", "je moet zijn op ") if fu else "huisnr weet ik niet, wel straat: " if st else "weet alleen de plaats: ") + a)
    for p in P[1:]: L.append(pk(rng, "en ", "er is ook nog ", "+ ") + f"{rel(rng, P, p)} {full(rng, p)}")
    if v: L.append(f"was eerst {v}, maar daar weg")
    L += conc(rng, source, rng.choice([1, 2]))
    if ctx["other"]: o = ctx["other"]; L.append(pk(rng, f"ik zit zelf op {o['straat']} {o['nr']} dus kan zo weer langs", f"de buuv ({o['naam']}, nr {o['nr']}) heeft t ook gezien", f"je mag mij bellen {o['tel']}"))
    L.append(rng.choice(["kan iemand hier iets mee?", "laat je t weten 🙏", "gr", "👍", "wil je meekijken?"]))
    if rng.random() < .15: L = [x.lower() for x in L]
    me = rng.choice(["Riet vrijw.", "Harm-Jan (maatje)", "Toos Buurthuis", "Gé", "Vrijw. Ans"]); k = rng.random(); d, m, hh = rng.randrange(1, 28), rng.randrange(1, 13), rng.randrange(9, 23); mi = rng.randrange(0, 40)
    if k < .25: return "\n".join(f"{d}/{m} {hh}:{mi + i:02d} - {me}: {x}" for i, x in enumerate(L))
    if k < .45: return "\n".join(f"[{d:02d}-{m:02d} {hh:02d}:{mi + i:02d}] {me}: {x}" for i, x in enumerate(L))
    if k < .7: return "\n".join(L)
    return " ".join(x if x[-1] in ".?!🙏👍" else x + rng.choice([".", ",", " /"]) for x in L)
def l_form(rng, f, source, ctx):
    return rng.choice(["Zie hieronder het ingevulde formulier.", "Formulier kon niet als bijlage, daarom hier geplakt:", "Uit ons systeem gekopieerd:", "Aanmelding via de site:"]) + "\n\n" + "\n".join(form(rng, f, source, ctx))
def l_chain(rng, f, source, ctx):
    """forwarded chain; the facts in the older mail, or halves"""
    p2 = rng.choice(PROF); d = f"{rng.randrange(1, 28)} {rng.choice(r.MND)}"; q = rng.choice(["> ", "", "| ", ">> "])
    add = ""; g = f
    if f["personen"] and f["adres"] and f["adres"]["huisnummer"] and rng.random() < .3:
        g = dict(f, adres=None); x = A_(rng, f["adres"]); add = "\n" + pk(rng, f"Het adres ontbrak in de mail, dat is {x}.", f"Aanvulling op onderstaande: het woonadres van betrokkene is {x}.", f"Volgens mijn gegevens gaat het om {x}.")
    old = rng.choice([l_mail] if source == "bewoner" else [l_mail, l_note, l_mail, l_form])(rng, g, source, ctx)
    old = re.sub(r"\n{3,}", "\n\n", old).strip()
    top = rng.choice(["Zie mail hieronder, wie pakt dit op?", "Dzv. Dit hoort bij jullie denk ik.", "Ter kennisname en svp opvolgen.", "Doorgestuurd, is niet onze regio.", "FYI, ik heb zelf nog niks gedaan.", "Kreeg onderstaande binnen, past dit bij jullie?", "Hi, zie de keten. Ik zit zelf in Voorbeeldstad dus kan niet langs."]) + add
    hd = rng.choice([f"-----Oorspronkelijk bericht-----\nVan: {p2}\nVerzonden: {d} {rng.randrange(8, 18)}:{rng.randrange(10, 59)}\nAan: aanmelding@voorbeeld.invalid\nOnderwerp: vraag", f"Op {d} schreef {p2}:", f"---- doorgestuurd ----\nAfzender: {p2}\nDatum: {d}", f"Begin doorgestuurd bericht:\n\nVan: {p2} <info@voorbeeld.invalid>"])
    tail = rng.choice(["", "", f"\n\nGroet {p2}", f"\n\nOp een eerder moment schreef {rng.choice(PROF)}:\n>> Is er al iets bekend? Ik ben tot vrijdag met verlof."])
    return f"{top}\n\n{ctx['prof']}\n\n{hd}\n\n" + "\n".join(q + x for x in old.split("\n")) + tail
def l_self(rng, f, source, ctx):
    P, a, fu, st, v = blocks(rng, f); p = P[0]; L = []
    L.append(rng.choice(["Ik heet {h}.", "U spreekt met {h}.", "Mijn naam: {h}.", "Even voorstellen, {h}."]).format(h=full(rng, p, tel=False, style="self")))
    if a: L.append(pk(rng, f"Ik zit op {a}.", f"Mijn woonadres: {a}.", f"Wonende {a}.") if fu else pk(rng, f"Ik woon {'aan' if st else 'in'} {a}."))
    if v: L.append(f"Eerst woonde ik op {v}.")
    if p["telefoon"]: L.append(pk(rng, "Mijn nr is ", "U mag mij bellen: ", "Ik ben bereikbaar op ") + r.phone(rng, p["telefoon"], TELF) + ".")
    for x in P[1:]: L.append(f"Mijn {'kind' if x['rol'] == 'kind' else 'partner'}: {full(rng, x)}.")
    c = rng.sample(SELF, rng.choice([1, 2]))
    return " ".join(c + L) if rng.random() < .35 else " ".join(L) + rng.choice([" ", "\n\n"]) + " ".join(c)
LAY = {"thuiszorg": [l_note] * 5 + [l_soep] * 2 + [l_mail] * 3 + [l_form, l_chain], "oggz": [l_tab] + [l_note] * 4 + [l_soep] + [l_mail] * 4 + [l_chain] * 3 + [l_form], "schuldhulp": [l_mail] * 5 + [l_tab] * 2 + [l_form] * 3 + [l_chain] * 2 + [l_note],
       "crisislijn": [l_phone] * 6 + [l_chain, l_mail], "vrijwilliger": [l_app] * 6 + [l_mail, l_chain], "cjg": [l_mail, l_tab, l_note, l_chain, l_form], "bewoner": [l_mail] * 5 + [l_chain]}
def text(rng, f, source, ctx):
    P, ad = f["personen"], f["adres"]; OP = OPEN if source != "bewoner" else ["Beste gemeente,", "Hallo,", "Geachte heer, mevrouw,", "Moi,", "Goedenavond,", "L.S.", ""]; me = source == "bewoner" and ctx["self"] and P
    lay = l_self if me else rng.choice(LAY[source])
    body = lay(rng, f, source, ctx); out = []
    if lay in (l_mail, l_self, l_form, l_soep) and (o := rng.choice(OP)): out += [o, ""]
    out.append(re.sub(r"\n{3,}", "\n\n", body).strip())
    if lay in (l_mail, l_self, l_form, l_soep) and (c := rng.choice(CLOSE if source != "bewoner" else ["Kunt u daar eens gaan kijken?", "Ik hoor graag van u.", "Doe er aub iets mee.", "Liever anoniem blijven naar die mensen toe.", ""] if not me else ["Kunt u mij helpen?", "Graag een gesprek.", "Ik hoor graag van u.", "Groeten", ""])): out += ["", c]
    if ctx["sign"] and lay is not l_chain and not (lay is l_app and rng.random() < .7):
        if source != "bewoner": out += ["", sign(rng, source, ctx["prof"])]
        elif not me: out += ["", f"{ctx['other']['naam']}\n{ctx['other']['straat']} {ctx['other']['nr']}" if ctx["other"] else rng.choice(["Een bezorgde buurtgenoot", "Groet, een omwonende", "naam bekend bij jullie"])]
    s = rng.choice(["Overdracht", "Aanmelding", "Vraagje", "Casus", "Belnotitie", "Intake", "zorgen", "Doorzetten", "graag oppakken", "Terugbelverzoek", "Nieuwe casus wijkteam"] if source != "bewoner" else ["zorgen", "melding", "buurt", "wie gaat hier over?", "Vraag", "hulp gevraagd"])
    if lay is l_chain: s = rng.choice(["FW: ", "Fwd: ", "Doorst: ", "RE: FW: "]) + s
    if P and P[0]["achternaam"] and rng.random() < .25: s += rng.choice([" ", " - ", " inzake "]) + P[0]["achternaam"]
    elif ad and ad["straat"] and rng.random() < .2: s += rng.choice([" ", " / "]) + ad["straat"]
    return s, "\n".join(out).strip()
def structured_mail(rng, f, source, ctx):
    return rng.choice(["Aanmeldformulier ", "Overdrachtsformulier ", "Intakeblad "]) + source, "\n".join(form(rng, f, source, ctx))
def webform(rng, f, source, ctx):
    ad, P = f["adres"] or {}, f["personen"]
    t = [rng.choice(CONC[source])] + [f"Ook in huis: {rel(rng, P, p)} {full(rng, p)}." for p in P[1:]] + ([prev_sent(rng, A_(rng, f["vorig_adres"]))] if f["vorig_adres"] else [])
    p = P[0] if P else {}
    return {"form_id": "voordeur-aanmelding-17", "straatnaam": ad.get("straat"), "huisnr_toev": (r.nr_string(ad) or None) if ad else None, "pc": ad.get("postcode"), "kern": ad.get("woonplaats"), "wie": bits(rng, p, "form") if P else None,
            "geb": p.get("geboortedatum"), "leeftijd": p.get("leeftijd"), "bereikbaar_op": p.get("telefoon"), "burgerservicenr": p.get("bsn"), "verhaal": " ".join(t)}
def api(rng, f, source, ctx):
    ks = (("roepnaam", "voornaam"), ("voorletters", "initialen"), ("tussenv", "tussenvoegsel"), ("familienaam", "achternaam"), ("geb_dat", "geboortedatum"), ("leeftijd", "leeftijd"), ("mobiel", "telefoon"), ("bsn", "bsn"), ("rol", "rol"), ("geslacht", "geslacht"))
    return {"schema": "ecd-17", "bron": source, "woonplek": f["adres"], "vorige_woonplek": f["vorig_adres"], "personen": [{a: p.get(b) for a, b in ks} for p in f["personen"]], "rapportage": " ".join(conc(rng, source))}
