"""What is said to a sender about a file: findings, and the texts of the rules that all kinds share.

Here: the finding and the shared texts. Not here: rules of one kind (its contract), the whole receipt
(`sources/receipts.py`). A text says what is wrong, where, why, and how to mend it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sources.contracts.contract import Severity

ShownRow = tuple[int, tuple[str | None, ...], bool]


@dataclass(frozen=True)
class Neighbours:
    """The cells around a fault, as in the sender's own sheet: (letter, header) of each column, and the rows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to tell the sender. `value` is the cell as it stood; never set for identities and pseudonyms.

    `count` is how many there are of the rule in that sheet and column, where not all are listed.
    """

    severity: Severity
    rule: str
    title: str
    message: str
    how_to_mend: str
    sheet: str | None = None
    cell: str | None = None
    source_row: int | None = None
    column: str | None = None
    column_title: str | None = None
    value: str | None = None
    count: int = 1
    neighbours: Neighbours | None = None

    def as_data(self) -> dict[str, Any]:
        """The finding as `kvitto.json` holds it."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "neighbours"}
        if self.neighbours is not None:
            data["neighbours"] = {
                "columns": [list(column) for column in self.neighbours.columns],
                "rows": [[row, list(cells), marked] for row, cells, marked in self.neighbours.rows],
            }
        return data


@dataclass(frozen=True)
class RuleText:
    """The texts of a rule; `{...}` are filled in when it is told."""

    title: str
    message: str
    how_to_mend: str

    def finding(
        self,
        rule: str,
        parts: Mapping[str, object] | None = None,
        *,
        severity: Severity = "error",
        place: Mapping[str, Any] | None = None,
    ) -> Finding:
        """The rule told with its parts filled in, at a place (`sheet`, `cell`, `source_row`, `column`, `value`)."""
        told = parts or {}
        return Finding(
            severity=severity,
            rule=rule,
            title=self.title.format(**told),
            message=self.message.format(**told).strip(),
            how_to_mend=self.how_to_mend.format(**told),
            **(place or {}),
        )


RULES: Mapping[str, RuleText] = {
    "missing_value": RuleText(
        "{title} saknas",
        "Cellen {cell} är tom, men {title} måste vara ifylld.",
        "Fyll i {title}. {help}",
    ),
    "value_said_missing": RuleText(
        "{title} saknas",
        "Cellen {cell} säger ”{value}”, men {title} måste vara ifylld.",
        "Fyll i {title}. {help}",
    ),
    "out_of_range": RuleText(
        "{title} ligger utanför det möjliga",
        "Värdet i cell {cell} är inte rimligt: {title} ska ligga mellan {low} och {high}.",
        "Kontrollera värdet. Ofta har en siffra fallit bort eller kommit till, eller två celler bytt plats.",
    ),
    "wrong_region": RuleText(
        "Raden gäller en annan region",
        "Cellen {cell} anger en annan region än den mapp som filen låg i.",
        "Lämna raden i den regionens egen mapp i stället, eller rätta kolumnen {title}.",
    ),
    "duplicate_row": RuleText(
        "Samma rad står flera gånger",
        "Rad {row} är likadan som en tidigare rad. Den räknas en gång.",
        "Du behöver inte göra något. Ta gärna bort dubbletten i ert system.",
    ),
    "conflicting_rows": RuleText(
        "Rader som säger emot varandra",
        "Rad {row} gäller samma sak som {others} ({key}) men har andra uppgifter. Ingen av dem är med.",
        "Behåll den rad som är rätt och ta bort den andra.",
    ),
    "merged_number": RuleText(
        "{title} står i en sammanslagen cell",
        "Cellen i kolumnen {title} på rad {row} är sammanslagen med andra celler. Det går inte att se hur talet "
        "fördelar sig på dem.",
        "Dela cellen (Sammanfoga och centrera) och skriv varje cells eget tal.",
    ),
    "struck_out": RuleText(
        "Överstruken text",
        "Texten i cell {cell} är överstruken. Det går inte att se om raden ska räknas, så den är inte med.",
        "Ta bort raden om den inte gäller. Annars tar du bort överstrykningen.",
    ),
    "row_too_long": RuleText(
        "Raden är längre än rubrikraden",
        "Rad {row} har fler celler än det finns rubriker. Värdena kan ha hamnat i fel kolumn, så raden är inte med.",
        "Kontrollera raden. Står samma tecken som skiljer kolumnerna åt inne i en text, sätt texten inom citattecken.",
    ),
    "row_split_by_commas": RuleText(
        "Ett decimalkomma delar raden",
        "Rad {row} har fler celler än det finns rubriker. Filen har komma mellan kolumnerna, och decimalkommat i ett "
        "tal som 20,5 har delat talet på två celler. Raden är inte med.",
        "Spara filen med semikolon mellan kolumnerna. Eller skriv talen med punkt (20.5) eller inom citattecken.",
    ),
    "row_too_short": RuleText(
        "Raden är kortare än rubrikraden",
        "Rad {row} har färre celler än det finns rubriker. Värdena kan ha hamnat i fel kolumn, så raden är inte med.",
        "Kontrollera att inget värde eller skiljetecken har fallit bort, även där en cell är tom.",
    ),
    "row_incomplete": RuleText(
        "Raden saknar det mesta som behövs",
        "På rad {row} saknas de flesta uppgifter som behövs, bland dem {title}. Raden är inte med.",
        "Fyll i {needed}. Är det en summa eller en anmärkning, skriv Summa eller Anm. först på raden, eller ta bort "
        "den.",
    ),
    "rows_hidden": RuleText(
        "Rader är dolda",
        "Arbetsboken har dolda rader (rad {rows}). Det går inte att veta om de ska räknas, så inget av bladet är med.",
        "Ska raderna räknas, visa dem (markera bladet, högerklicka, Ta fram). Annars tar du bort dem.",
    ),
    "rows_filtered_out": RuleText(
        "Ett filter döljer rader",
        "Ett filter är på och döljer rader (rad {rows}). Det går inte att veta om de ska räknas, så inget av bladet är "
        "med.",
        "Rensa filtret (Data, Radera) om alla rader ska räknas. Annars tar du bort raderna som inte ska vara med.",
    ),
    "second_table": RuleText(
        "En tabell till på samma blad",
        "Under tabellen med rubriker på rad {first} börjar en till, med andra rubriker, på rad {second}. Inget av "
        "bladet är med, eftersom raderna annars kan läsas fel.",
        "Lägg varje tabell på ett eget blad.",
    ),
    "tables_side_by_side": RuleText(
        "Två tabeller bredvid varandra",
        "I cell {cell} börjar rubrikerna om: två tabeller står bredvid varandra på bladet. Inget av bladet är med.",
        "Lägg tabellerna under varandra med en enda rubrikrad, eller på var sitt blad.",
    ),
    "comments_not_read": RuleText(
        "Kommentarer lästes inte",
        "Det finns kommentarer i {cells}. De läses inte, bara det som står i cellerna.",
        "Står en rättelse i en kommentar, skriv in den i cellen och lämna filen igen. Annars behöver du inte göra "
        "något.",
    ),
    "column_missing": RuleText(
        "Kolumnen {title} saknas",
        "Bladet lästes som {kind}, men kolumnen {title} finns inte bland rubrikerna på rad {header_row}. {closest}",
        "{mend}. {help}{elsewhere}",
    ),
    "header_near": RuleText(
        "En rubrik är nästan {title}",
        "Rubriken ”{header}” i cell {cell} liknar {title} men stavas annorlunda. Kolumnen lästes inte.",
        "Är det {title} som menas, ändra rubriken och lämna filen igen. Annars behöver du inte göra något.",
    ),
    "header_twice": RuleText(
        "Flera rubriker för {title}",
        "Rubrikerna i cell {cells} betyder {every} {title}. Vi kan inte veta vilken som gäller.",
        "Behåll en av kolumnerna och ge de andra en annan rubrik.",
    ),
    "kind_unclear": RuleText(
        "Bladet kan vara flera slags leveranser",
        "Rubrikerna passar lika bra för {kinds}.",
        "Lägg till minst en kolumn som bara finns i den mall som gäller, så att det framgår vad bladet är.",
    ),
    "no_delivery": RuleText(
        "Inget blad gick att känna igen",
        "Inget av bladen har rubriker som vi känner igen. {closest}",
        "{mend}",
    ),
    "only_totals": RuleText(
        "Inga rader att räkna på bladet",
        "Alla rader under rubrikerna är utelämnade: {reasons}. Inget av bladet är med.",
        "{mend}",
    ),
    "total_left_out": RuleText(
        "En summarad räknas inte",
        "Rad {row} har ett ord som betyder summa i {column} och räknas därför inte.",
        "Är raden ingen summa, skriv vad den gäller i {column} och lämna filen igen.",
    ),
    "reported_by_other_region": RuleText(
        "Enheter som ligger i en annan region",
        "{units} ligger i en annan region enligt vårdgivarkatalogen. Era uppgifter om dem räknas bara för de perioder "
        "där den regionen inte själv har lämnat några.",
        "Du behöver inte göra något. Stämmer det inte var enheten ligger, rätta vårdgivarkatalogen.",
    ),
    "empty_without_period": RuleText(
        "Tabellen är tom",
        "Bladet har rubriker men inga rader, och det framgår inte vilken period det gäller.",
        "Skriv perioden i bladets namn, i filens namn eller på en rad ovanför rubrikerna, till exempel {example}.",
    ),
    "empty_register": RuleText(
        "Registret är tomt",
        "Bladet har rubriker men inga rader. Ett tomt register tas inte emot, eftersom det skulle ta bort det förra.",
        "Lämna hela registret igen, med minst en rad.",
    ),
    "period_unclear": RuleText(
        "Det framgår inte vilken period som gäller",
        "Kolumnen {title} saknas, och i {place} står flera olika: {values}.",
        "Lägg till kolumnen {title}, eller skriv bara den period som gäller ovanför rubrikerna.",
    ),
    "too_many_refused": RuleText(
        "För många fel för att ta emot bladet",
        "{refused} av {total} rader behöver rättas, mer än {limit}. Inget av bladet är med i lägesbilden.",
        "Rätta raderna nedan och lämna hela filen igen.",
    ),
    "unknown_unit": RuleText(
        "Enheten finns inte i vårdgivarkatalogen",
        "Enheten i cell {cell} finns inte i regionens vårdgivarkatalog. Raderna är med ändå. {closest}",
        "Lägg till enheten i katalogen, eller rätta koden om den är felskriven.",
    ),
    "no_register": RuleText(
        "Er vårdgivarkatalog saknas",
        "{units} finns inte i någon vårdgivarkatalog, och er region har inte lämnat någon. Raderna är med ändå.",
        "Lämna er vårdgivarkatalog, så kan enheternas namn, läge och driftsform visas och felskrivna koder hittas.",
    ),
    "identity_number": RuleText(
        "Filen innehåller ett identitetsnummer",
        "{where} står {number}, eller ett annat nummer med samma form. Filen är därför inte mottagen.",
        "Ta bort numret, eller byt det mot en pseudonym som bara ni kan tyda, och lämna filen igen. Är det ett "
        "diarienummer eller liknande, skriv det så att det inte kan vara ett identitetsnummer.",
    ),
    "units_left_in_force": RuleText(
        "Enheter som inte finns i filen",
        "{units} fanns i er förra leverans för samma period men inte i den här. Uppgifterna från förra gången gäller "
        "fortfarande för dem.",
        "Ska de bort, säg till så markerar vi att era filer alltid är hela. Annars behöver du inte göra något.",
    ),
    "units_in_other_files": RuleText(
        "Enheter som finns i en annan av era filer",
        "{units} finns i en annan av era filer för samma period. De uppgifterna gäller fortfarande.",
        "Stämmer de behöver du inte göra något. Annars rättar du den andra filen och lämnar den igen.",
    ),
    "large_change": RuleText(
        "Antalet {noun} har ändrats mycket",
        "Antalet {noun} har ändrats med mer än en tredjedel: {changes}. {compared}",
        "Är ändringen riktig behöver du inte göra något. Annars rättar du filen och lämnar den igen innan lägesbilden "
        "publiceras.",
    ),
    "marked_rows_only": RuleText(
        "Filen har bara raderna med fel",
        "Det här är arbetsboken som du fick tillbaka av oss. Den har bara raderna med fel, inte hela leveransen.",
        "Rätta raderna i din egen fil. Radnumret står först på varje rad. Lägg sedan hela den filen i samma mapp.",
    ),
    "units_disappeared": RuleText(
        "Enheter som försvann ur katalogen",
        "{units} fanns i er förra katalog men inte i den här.",
        "Stämmer det behöver du inte göra något. Annars lämnar du hela katalogen igen.",
    ),
    "rows_win_over_summary": RuleText(
        "Väntande som ni har lämnat på två sätt",
        "För {units} har ni lämnat både väntelista och sammanställning för samma dag. Där båda har samma vårdtyp och "
        "diagnosgrupp räknar vi på väntelistan.",
        "Du behöver inte göra något. Det räcker att lämna väntelistan.",
    ),
    "agreements_disappeared": RuleText(
        "Avtal som försvann ur avtalsregistret",
        "{agreements} fanns i ert förra avtalsregister men inte i det här.",
        "Stämmer det behöver du inte göra något. Annars lämnar du hela registret igen.",
    ),
    "hidden_sheet": RuleText(
        "Ett dolt blad lästes inte",
        "Bladet är dolt och ser ut som {kind}. Dolda blad läses inte, eftersom de ofta är gamla.",
        "Ska bladet vara med, visa det (högerklicka på en bladflik, Ta fram) och lämna filen igen. Annars tar du gärna "
        "bort det.",
    ),
    "duplicate_file": RuleText(
        "Filen är redan mottagen",
        "Samma fil togs emot {received} som leverans {delivery} och gäller redan.",
        "Du behöver inte göra något.",
    ),
}


def listed(texts: Iterable[str]) -> str:
    """Texts as Swedish writes them after one another: `a`, `a och b`, `a, b och c`."""
    found = list(texts)
    return " och ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def number_text(number: float) -> str:
    """A number as Swedish text: non-breaking thousands, and a decimal only where there is one."""
    if math.isinf(number):
        return "obegränsat"
    text = f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"
    return text.replace(",", "\u00a0").replace(".", ",")
