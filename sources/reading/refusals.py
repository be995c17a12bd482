"""Why a file could not be read: one table of rule, Swedish message, how to mend it, and whether it is quarantined.

Not here: what is wrong with rows and cells (contracts, sources/values/rules.py).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sources.reading.content import Place, UnreadableFile

_SAVE_AS_XLSX = "Öppna filen i Excel, spara den som Excel-arbetsbok (.xlsx) och lämna den igen."
_EXPORT_AGAIN = "Exportera filen på nytt ur ert system och lämna den igen."


class Refusal(NamedTuple):
    """One reason. Both sentences may hold fields that are filled in, never values from cells."""

    message: str
    how_to_mend: str
    quarantine: bool


REFUSALS: dict[str, Refusal] = {
    "empty_file": Refusal("Filen är tom (0 byte).", _EXPORT_AGAIN, quarantine=False),
    "no_cells": Refusal("Filen innehåller inga ifyllda celler.", _EXPORT_AGAIN, quarantine=False),
    "half_copied": Refusal(
        "Filen är inte hel. Kopieringen till inkorgen avbröts troligen.",
        "Kopiera filen till inkorgen en gång till.",
        quarantine=False,
    ),
    "file_too_large": Refusal(
        "Filen är större än {limit}, som är gränsen för en leverans.",
        "Dela upp leveransen i flera filer, till exempel en per enhet.",
        quarantine=False,
    ),
    "unpacks_too_large": Refusal(
        "Filen blir större än {limit} när den packas upp och kan inte öppnas säkert.",
        "Kopiera bara det område som hör till leveransen till en ny arbetsbok och lämna den.",
        quarantine=True,
    ),
    "too_many_cells": Refusal(
        "Ett blad sträcker sig över fler än {limit} celler.",
        "Ta bort celler som ligger långt utanför tabellen, eller dela upp leveransen i flera filer.",
        quarantine=True,
    ),
    "entity_declaration": Refusal(
        "Filen innehåller egna XML-definitioner. Sådana finns inte i vanliga arbetsböcker och kan vara skadliga.",
        "Kopiera tabellen till en ny arbetsbok, spara den som .xlsx och lämna den.",
        quarantine=True,
    ),
    "macro": Refusal(
        "Arbetsboken innehåller makron (programkod). Filer med makron tas inte emot.",
        "Spara arbetsboken utan makron, som Excel-arbetsbok (.xlsx), och lämna den igen.",
        quarantine=True,
    ),
    "dde": Refusal(
        "Filen innehåller ett anrop till ett annat program (DDE). Sådana filer tas inte emot.",
        "Ta bort cellen eller länken som börjar med ett programnamn och ett lodstreck, och lämna filen igen.",
        quarantine=True,
    ),
    "embedded_object": Refusal(
        "Arbetsboken innehåller inbäddade objekt, till exempel ett dokument eller en kontroll. Det går inte att se om "
        "det finns personuppgifter i dem.",
        "Ta bort de inbäddade objekten, eller kopiera tabellen till en ny arbetsbok, och lämna den.",
        quarantine=True,
    ),
    "overlapping_parts": Refusal(
        "Filens delar ligger över varandra. Så ser inga vanliga arbetsböcker ut, och filen kan inte öppnas säkert.",
        "Kopiera tabellen till en ny arbetsbok, spara den som .xlsx och lämna den.",
        quarantine=True,
    ),
    "too_many_parts": Refusal(
        "Filen är packad av fler än {limit} delar och kan inte öppnas säkert.",
        "Kopiera tabellen till en ny arbetsbok, spara den som .xlsx och lämna den.",
        quarantine=True,
    ),
    "too_many_items": Refusal(
        "Arbetsboken har fler än {limit} sammanslagningar, format eller namn och kan inte öppnas säkert.",
        "Kopiera bara värdena i tabellen till en ny arbetsbok och lämna den.",
        quarantine=True,
    ),
    "password_protected": Refusal(
        "Arbetsboken är lösenordsskyddad och kan inte öppnas.",
        "Ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och lämna filen igen.",
        quarantine=False,
    ),
    "not_what_it_claims": Refusal(
        "Filens namn slutar på {suffix}, men innehållet är {found}.",
        "Kontrollera varifrån filen kommer. Lämna tabellen som Excel-arbetsbok (.xlsx) eller CSV.",
        quarantine=True,
    ),
    "not_a_table": Refusal(
        "Filen är {found}. Sådana filer kan inte läsas som en tabell.",
        "Lämna tabellen som Excel-arbetsbok (.xlsx) eller CSV.",
        quarantine=False,
    ),
    "web_page": Refusal(
        "Filen är {found} och ingen arbetsbok, även om Excel kan öppna den.",
        _SAVE_AS_XLSX,
        quarantine=False,
    ),
    "packed_files": Refusal(
        "Filen är ett arkiv inne i ett annat arkiv.",
        "Packa upp det inre arkivet och lägg filerna i inkorgen var för sig.",
        quarantine=False,
    ),
    "packed_twice": Refusal(
        "I arkivet finns filen ”{name}” två gånger. Vi kan inte veta vilken som gäller.",
        "Packa filerna på nytt, var och en en gång, och lämna arkivet igen.",
        quarantine=False,
    ),
    "same_sheet_name": Refusal(
        "Två blad i filen heter ”{name}”, så det går inte att säga vilket som är vilket.",
        "Ge bladen olika namn och lämna filen igen.",
        quarantine=False,
    ),
    "packed_link": Refusal(
        "Den är ingen fil utan en länk till en annan plats. Sådana arkiv tas inte emot.",
        "Packa själva filen i stället för länken och lämna arkivet igen.",
        quarantine=True,
    ),
    "packed_nothing": Refusal(
        "Zip-arkivet innehåller inga filer.",
        "Lägg filerna i arkivet, eller direkt i inkorgen.",
        quarantine=False,
    ),
    "packed_too_many": Refusal(
        "Zip-arkivet innehåller fler än {limit} filer.",
        "Dela upp leveransen i flera arkiv, eller lägg filerna direkt i inkorgen.",
        quarantine=False,
    ),
    "damaged_workbook": Refusal(
        "Arbetsboken är skadad och kan inte läsas.",
        _SAVE_AS_XLSX,
        quarantine=False,
    ),
    "nul_bytes": Refusal(
        "Textfilen innehåller nolltecken. Det är inte en vanlig textfil, eller så är den skadad.",
        "Exportera filen på nytt, gärna med teckenkodningen UTF-8, och lämna den igen.",
        quarantine=False,
    ),
    "unknown_encoding": Refusal(
        "Det går inte att avgöra vilken teckenkodning filen har, så å, ä och ö kan bli fel.",
        "Spara filen med teckenkodningen UTF-8. I Excel: Spara som, CSV UTF-8.",
        quarantine=False,
    ),
    "ambiguous_encoding": Refusal(
        "Filens teckenkodning kan vara {first} eller {second}, och texten blir olika.",
        "Spara filen med teckenkodningen UTF-8. I Excel: Spara som, CSV UTF-8.",
        quarantine=False,
    ),
    "mixed_encoding": Refusal(
        "En del å, ä och ö i filen är dubbelkodade (”Ã¶” i stället för ”ö”) och andra inte.",
        "Exportera filen på nytt, gärna med teckenkodningen UTF-8. Klistra inte ihop text från olika filer.",
        quarantine=False,
    ),
    "ambiguous_delimiter": Refusal(
        "Det går inte att avgöra vad som skiljer kolumnerna åt, och filen kan läsas på två sätt. {first}. {second}.",
        "Spara filen med semikolon mellan kolumnerna, eller som Excel-arbetsbok (.xlsx).",
        quarantine=False,
    ),
    "changing_delimiter": Refusal(
        "Kolumnerna skiljs åt på olika sätt i filen: med {first} i de flesta rader, men med {second} i post {record}. "
        "Så blir det ofta när rader har klistrats in från en annan fil.",
        "Använd samma tecken mellan kolumnerna i hela filen, helst semikolon, eller lämna en Excel-arbetsbok (.xlsx).",
        quarantine=False,
    ),
    "wrong_separator_line": Refusal(
        "Filens första rad säger att kolumnerna skiljs åt med {first}, men i raderna under står det {second}.",
        "Ta bort raden som börjar med ”sep=”, eller rätta den, och lämna filen igen.",
        quarantine=False,
    ),
    "unclosed_quote": Refusal(
        "Ett citattecken i post {record} hör inte ihop med något annat, så det går inte att se var cellerna slutar.",
        "Ta bort eller dubblera citattecknet, eller lämna tabellen som Excel-arbetsbok (.xlsx).",
        quarantine=False,
    ),
    "reader_time": Refusal(
        "Filen tog längre tid att läsa än {seconds:.0f} sekunder och lämnades därför.",
        "Kopiera tabellen till en ny arbetsbok utan formler och formatering, eller dela upp leveransen.",
        quarantine=False,
    ),
    "reader_memory": Refusal(
        "Filen krävde mer minne än vad som är tillåtet och kunde inte läsas.",
        "Kopiera tabellen till en ny arbetsbok utan tomma rader och kolumner, eller dela upp leveransen.",
        quarantine=False,
    ),
    "reader_crash": Refusal(
        "Läsningen av filen avbröts av ett oväntat fel, i filen eller i vårt program.",
        "Spara om filen som Excel-arbetsbok (.xlsx) och lämna den igen. Händer det igen, hör av dig till oss.",
        quarantine=False,
    ),
}


def refuse(rule: str, *, places: Sequence[Place] = (), **fields: object) -> UnreadableFile:
    """The refusal of `rule` with its fields filled in and the cells that it is about, ready to be raised.

    Raises:
        KeyError: there is no such rule, or a field of its sentences is missing.
    """
    refusal = REFUSALS[rule]
    return UnreadableFile(
        rule,
        refusal.message.format(**fields),
        refusal.how_to_mend.format(**fields),
        quarantine=refusal.quarantine,
        places=places,
    )


def in_megabytes(size_bytes: int) -> str:
    """A size for a Swedish sentence: `300 MB`."""
    return f"{size_bytes / 1_000_000:.0f}\N{NO-BREAK SPACE}MB"
