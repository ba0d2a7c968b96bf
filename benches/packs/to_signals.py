#!/usr/bin/env python3
"""Turns a set of the linkage benchmark into what `voordeur link` reads (CONTRACT §6).

  to_signals.py SET    reads SET/fields.jsonl and SET/texts.jsonl, writes SET/link-fields.jsonl and SET/link-texts.jsonl
"""
import json, sys

ADDRESS = dict(straat="straatnaam", huisnummer="huisnummer", huisletter="huisletter",
               huisnummertoevoeging="huisnummertoevoeging", postcode="postcode", woonplaats="woonplaats")
PERSON = dict(voornaam="voornamen", initialen="voorletters", tussenvoegsel="voorvoegsel", achternaam="geslachtsnaam",
              geboortedatum="geboortedatum", leeftijd="leeftijd", telefoon="telefoonnummer", bsn="bsn", rol="rol")


def renamed(found, names):
    return {ours: found[theirs] for theirs, ours in names.items() if found.get(theirs) is not None}


def head(signal, channel):
    return dict(signal_id=signal["signal_id"], ontvangenOp=signal["received_at"], bron=signal["source"], kanaal=channel)


def fields(signal):
    out = dict(head(signal, "api"), situatieSchets="")
    if signal["adres"]:
        out["adres"] = renamed(signal["adres"], ADDRESS)
    if signal["vorig_adres"]:
        out["vorigAdres"] = renamed(signal["vorig_adres"], ADDRESS)
    return dict(out, betrokkenen=[renamed(person, PERSON) for person in signal["personen"]])


def text(signal):
    return dict(head(signal, "e-mail"), onderwerp=signal["subject"], situatieSchets=signal["body"])


for name, turn in (("fields", fields), ("texts", text)):
    with open(f"{sys.argv[1]}/{name}.jsonl", encoding="utf-8") as lines, \
            open(f"{sys.argv[1]}/link-{name}.jsonl", "w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(turn(json.loads(line)), ensure_ascii=False, separators=(",", ":")) + "\n")
