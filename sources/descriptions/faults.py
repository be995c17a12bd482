"""What can be wrong with a description, and how to mend it: one Swedish sentence each, with file and place.

Here: the texts, and collecting them so that all faults of a folder are told at once. Not here: finding them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TOLD_AT_ONCE = 12


@dataclass(frozen=True)
class FaultText:
    """What is wrong and what to do; `{...}` are filled in."""

    what: str
    how_to_mend: str


FAULTS: Mapping[str, FaultText] = {
    "not_opened": FaultText("filen går inte att öppna", "Kontrollera rättigheterna"),
    "not_utf8": FaultText("filen är inte sparad som UTF-8", "Spara om den som CSV UTF-8"),
    "not_yaml": FaultText(
        "filen går inte att läsa som YAML", "Kontrollera indrag, kolon och citattecken på raden och på raden ovanför"
    ),
    "not_csv": FaultText("filen går inte att läsa som CSV", "Kontrollera citattecknen på raden och på raderna ovanför"),
    "key_not_text": FaultText(
        "nyckeln är ingen text", "Sätt citattecken om en text som börjar med {{ eller [, även när den är ett värde"
    ),
    "key_twice": FaultText("nyckeln ”{key}” står två gånger", "Ta bort den ena"),
    "unknown_file": FaultText("filen läses inte", "Döp om den till en av {known}, eller lägg den utanför mappen"),
    "identity_number": FaultText(
        "här står något som är ett personnummer, samordningsnummer eller reservnummer",
        "Ta bort det; en beskrivning får inte peka ut någon person",
    ),
    "not_keys": FaultText("här ska stå nycklar och värden", "Skriv till exempel {example}"),
    "not_list": FaultText("{key} ska vara en lista", "Skriv ett streck framför varje post, eller [a, b]"),
    "not_text": FaultText("{key} ska vara en enda text", "Skriv texten på samma rad som nyckeln"),
    "unknown_key": FaultText("okänd nyckel ”{key}”", "Nycklarna är {known}"),
    "key_missing": FaultText("{key} saknas", "Lägg till {key}"),
    "not_a_choice": FaultText("{key} kan inte vara ”{value}”", "Välj bland {known}"),
    "not_a_day": FaultText("{key} är inget datum", "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2026-01-01"),
    "not_rows": FaultText("{key} ska vara hela tal från 1", "Skriv radernas nummer i filen, till exempel [13, 14]"),
    "rows_out_of_order": FaultText("{key} räknar inte uppåt", "Skriv radernas nummer uppifrån och ned, en gång var"),
    "not_a_year": FaultText("{key} är inget år", "Skriv till exempel 2026, eller found om året står i filen"),
    "backwards": FaultText("valid_to ligger före valid_from", "Byt plats på dagarna eller rätta den som är fel"),
    "overlap": FaultText(
        "{thing} gäller samtidigt som {other}", "Sätt valid_to på den äldre till dagen innan den nyare börjar gälla"
    ),
    "gap": FaultText(
        "{thing} börjar gälla {start}, men den förra slutar {end}, så dagarna emellan har ingen",
        "Låt den ena sluta dagen innan den andra börjar",
    ),
    "unknown_kind": FaultText("”{kind}” är inget leveransslag", "Välj bland {known}"),
    "unknown_column": FaultText("{owner} har ingen kolumn ”{column}”", "Kolumnernas namn visas med lagesbild describe"),
    "unknown_code": FaultText(
        "kolumnen {column} kan inte ha värdet ”{code}”", "Välj bland {known}, eller lämna tomt om värdet inte är känt"
    ),
    "not_a_number_column": FaultText(
        "decimal: kolumnen {column} innehåller inte tal", "Nämn bara kolumner med antal eller andra tal"
    ),
    "both_header_keys": FaultText(
        "både header_rows och header_levels är satta", "Behåll header_rows om rubriken alltid står på samma rader"
    ),
    "levels": FaultText("header_levels ska vara 1, 2 eller 3", "Skriv hur många rader rubriken har"),
    "empty_maker": FaultText("columns_to_rows: en post utan take", "Skriv take: och vilken rubrik kolumnen hämtas ur"),
    "uneven_makers": FaultText(
        "columns_to_rows: posterna ger inte samma kolumner", "Låt varje post ge {columns}, i set eller i take"
    ),
    "year_not_needed": FaultText(
        "year är satt, men ingen rubrik i columns_to_rows har {{month}} eller {{week}}", "Ta bort year"
    ),
    "bare_placeholder": FaultText(
        "”{header}” passar på vilken rubrik som helst",
        "Skriv den fasta delen av rubriken också, till exempel Antal {{{column}}}",
    ),
    "column_line_missing": FaultText("kolumnen {column} saknas", "Första raden ska vara {heads}"),
    "fields": FaultText("raden har {found} fält, men första raden har {wanted}", "Sätt citattecken om text med {sign}"),
    "empty_field": FaultText("{column} är tom", "Fyll i den eller ta bort raden"),
    "said_twice": FaultText("”{word}” betyder både ”{first}” och ”{second}”", "Behåll den rad som är rätt"),
    "name_twice": FaultText("två rättelser heter ”{name}”", "Ge dem olika namn; namnet står på kvittot"),
    "secret_column": FaultText(
        "{column} pekar ut en person", "Rättelser får inte nämna patientnyckel eller ärende; välj rader på annat sätt"
    ),
    "nothing_corrected": FaultText("expect och replace är lika", "Skriv det rätta värdet i replace"),
    "too_wide": FaultText(
        "where saknas, och expect är tomt, så rättelsen skulle fylla alla tomma celler",
        "Skriv i where vilka rader den gäller",
    ),
}


class DescriptionError(Exception):
    """A description is not right; the text names file, place and remedy, in Swedish."""


@dataclass
class Faults:
    """The faults found so far, in the order of the files."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def add(self, rule: str, path: Path, place: str = "", **parts: object) -> None:
        """Notes a fault in a file, at a place such as `rad 3` or `layout 2`."""
        text = FAULTS[rule]
        where = f"{path}, {place}" if place else str(path)
        what, remedy = (part.format(**parts) for part in (text.what, text.how_to_mend))
        self.told.append((rule, f"{where}: {what}. {remedy}."))

    def tell(self) -> None:
        """Ends the reading where anything is wrong.

        Raises:
            DescriptionError: with every fault, or the first dozen.
        """
        if not self.told:
            return
        sentences = list(dict.fromkeys(sentence for _, sentence in self.told))
        rest = len(sentences) - TOLD_AT_ONCE
        more = [f"Ytterligare {rest} fel av samma sort visas när de här är rättade."] if rest > 0 else []
        raise DescriptionError(" ".join([*sentences[:TOLD_AT_ONCE], *more]))
