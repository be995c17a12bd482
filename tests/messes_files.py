"""Messes 1 to 20: encodings, containers and the dialects of delimited text."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

from messes import HEADS, NAME, ROW, Mess, beds, book, csv, lines, table, text

SWEDISH = [HEADS, ["2026-11-20", "Åmåls sjukhus", "Somatik", "10", "9"]]
NAMES = {"care_unit_id": ["Åmåls sjukhus"]}
PLAIN = lines(HEADS, ROW)


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, lines(HEADS, ["2026-11-20", f"A{number}", *ROW[2:]]))
    return stream.getvalue()


FILES = [
    Mess([1], "cp1252 without a byte order mark", "read, the encoding is found and told",
         [csv(*SWEDISH, encoding="cp1252")], "accepted", values=NAMES, note="Windows-1252"),
    Mess([2], "UTF-8 with a byte order mark", "read, the mark is no part of the first header",
         [csv(*SWEDISH, encoding="utf-8-sig")], "accepted", values=NAMES),
    Mess([3], "UTF-16 with tabs, called .csv", "read",
         [csv(*SWEDISH, encoding="utf-16", delimiter="\t")], "accepted", values=NAMES, note="UTF-16"),
    Mess([4], "double-encoded text", "repaired where it is certain, and told",
         [text(lines(*SWEDISH).encode().decode("cp1252"))], "accepted", values=NAMES, note="dubbel"),
    Mess([5], "decomposed å and ö from macOS", "headers match, values are composed",
         [text(lines(*SWEDISH).replace("Å", "A\u030a").replace("å", "a\u030a"))], "accepted", values=NAMES),
    Mess([6], "a workbook that is called .csv", "recognised by its content and read, and told",
         [{NAME: book(table())["platser.xlsx"]}], "accepted", note="Excel-arbetsbok"),
    Mess([6], "a web page that is called .xls", "returned: a web page is no workbook",
         [{"platser.xls": b"<html><table><tr><td>Datum</td></tr></table></html>"}], "returned", ["web_page"]),
    Mess([7], "an encrypted workbook", "returned: the password has to go",
         [{"platser.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")}],
         "returned", ["password_protected"]),
    Mess([8], "a lock file", "left in the inbox and named in the summary",
         [{"~$platser.xlsx": b"x"}], "", left_alone=True),
    Mess([8], "a half-copied workbook", "returned: copy it again",
         [{"platser.xlsx": book(table())["platser.xlsx"][:3000]}], "returned", ["half_copied"]),
    Mess([8], "an empty file", "returned: export it again", [{NAME: b""}], "returned", ["empty_file"]),
    Mess([8], "a zip of several files", "read file by file",
         [{"platser.zip": packed("norr.csv", "syd.csv")}], "accepted", accepted=2),
    Mess([8], "a zip of files of one name in folders of their own", "read file by file, named by their folders",
         [{"platser.zip": packed("norr/lista.csv", "syd/lista.csv")}], "accepted", accepted=2),
    Mess([9], "Mac Roman", "read", [csv(*SWEDISH, encoding="mac-roman")], "accepted", values=NAMES, note="MacRoman"),
    Mess([9], "DOS 850", "read", [csv(*SWEDISH, encoding="cp850")], "accepted", values=NAMES, note="850"),
    Mess([10], "line ends CR alone, none at the end, Ctrl-Z", "read",
         [text(PLAIN.replace("\n", "\r").rstrip("\r") + "\x1a")], "accepted", accepted=1),
    Mess([11], "semicolons and decimal commas", "read",
         [text(lines(HEADS, ["2026-11-20", "A1", "Somatik", "10,5", "9,25"]))], "accepted",
         values={"available_count": [10.5], "occupied_count": [9.25]}),
    Mess([12], "commas and quoted decimal commas", "read",
         [text(lines(HEADS, ["2026-11-20", "A1", "Somatik", '"10,5"', '"9,25"'], delimiter=","))], "accepted",
         values={"available_count": [10.5]}),
    Mess([13], "tabs", "read", [csv(HEADS, ROW, delimiter="\t")], "accepted", accepted=1, note="tabb"),
    Mess([13], "bars", "read", [csv(HEADS, ROW, delimiter="|")], "accepted", accepted=1, note="lodstreck"),
    Mess([14], "a first line sep=;", "obeyed and told", [text("sep=;\n" + PLAIN)], "accepted", note="första rad"),
    Mess([15], "a line break in a quoted cell", "read as one cell",
         [text(lines(HEADS, ["2026-11-20", '"A1\nnorr"', *ROW[2:]]))],
         "accepted", values={"care_unit_id": ["A1 norr"]}),
    Mess([15], "a stray quotation mark in a cell", "plain text where that is certain",
         [text(lines(HEADS, ["2026-11-20", 'A1 5" skruv', *ROW[2:]], ["2026-11-20", "A2", *ROW[2:]]))],
         "accepted", accepted=2),
    Mess([16], "trailing semicolons", "nothing", [text(lines([*HEADS, "", ""], [*ROW, "", ""]))],
         "accepted", accepted=1),
    Mess([16], "a row with too many cells", "the row is refused: its cells may have slipped",
         [csv(HEADS, *([ROW[0], f"A{n}", *ROW[2:]] for n in range(20)), [ROW[0], "Avd", "5", *ROW[2:]])],
         "accepted_with_remarks", ["row_too_long"], accepted=20),
    Mess([13], "a row that has lost a cell", "refused: what follows has slipped",
         [csv([*HEADS, "Överbeläggningar"], *([*ROW[:1], f"B{n}", *ROW[2:], ""] for n in range(20)),
              [*ROW[:3], *ROW[4:], "0"])],
         "accepted_with_remarks", ["row_too_short"], accepted=20),
    Mess([13], "rows without their empty cells at the end", "read: no row of the file writes them",
         [csv([*HEADS, "Överbeläggningar"], *([*ROW[:1], f"B{n}", *ROW[2:]] for n in range(3)), [*ROW, "1"])],
         "accepted", accepted=4),
    Mess([13], "blocks of 16 lines without their empty cells at the end, as Excel writes them", "read",
         [csv([*HEADS, "Överbeläggningar"], *(
             [ROW[0], f"B{n}", *ROW[2:], *(["1" if n == 3 else ""] if n < 15 or n >= 31 else [])] for n in range(40)))],
         "accepted", accepted=40),
    Mess([8], "a text file cut off in its last row", "the row is refused, and no note",
         [text(csv(HEADS, *([*ROW[:1], f"B{n}", *ROW[2:]] for n in range(20)))[NAME].decode() + "2026-11-2")],
         "accepted_with_remarks", ["row_too_short"], accepted=20),
    Mess([17], "one header twice", "returned: both are named",
         [csv([*HEADS, "Belagda"], [*ROW, "8"])], "returned", ["header_twice"]),
    Mess([17], "a column without a header", "ignored", [csv([*HEADS[:3], "", *HEADS[3:]], [*ROW[:3], "x", *ROW[3:]])],
         "accepted", accepted=1),
    Mess([18], "a header under title, date and contact rows", "found",
         [text("Vårdplatser Region Skåne;;;;\nUttag 2026-11-21;;;;\nKontakt: planering;;;;\n;;;;\n" + PLAIN)],
         "accepted", accepted=1),
    Mess([19], "notes under the table", "left out and listed",
         [text(PLAIN + ";;;;\nKälla: Vårdsystemet;;;;\nUtskrivet 2026-11-21;;;;\n")], "accepted", accepted=1),
    *(Mess([19], f"{last} right under the table", "left out and listed", [text(PLAIN + f"{last};;;;\n")], "accepted",
           accepted=1) for last in ("2026-11-21 14:32", "Sida 1 av 1", "1 (1)")),
    Mess([19], "a page break: title and page above the header once more", "left out and listed",
         [csv(HEADS, ROW, ["Vårdplatser", "", "", "", "Sida 2"], HEADS, [ROW[0], "A2", *ROW[2:]])], "accepted",
         accepted=2),
    Mess([19], "a footnote among the rows", "left out and listed",
         [csv(HEADS, ROW, ["* preliminärt", "", "", "", ""], [ROW[0], "A2", *ROW[2:]])], "accepted", accepted=2),
    Mess([19], "a row of blanks, and headings of groups among the rows", "no rows of the table; headings are listed",
         [csv(HEADS, ["Hallands sjukhus Varberg", "", "", "", ""], ROW, [" ", " ", "", "", ""],
              ["OBS! Avd 43 stängd v. 47-48", "", "", "", ""], [ROW[0], "A2", *ROW[2:]])], "accepted", accepted=2),
    Mess([19], "a row that has lost all but its unit, at the end", "refused: no note is like the other cells",
         [csv(HEADS, *([ROW[0], f"Avd {number}", *ROW[2:]] for number in range(20)), ["", "Avd 20", "", "", ""])],
         "accepted_with_remarks", ["row_incomplete"], accepted=20),
    Mess([18], "only the moment of printing above the header", "returned: it is no day that anything was counted",
         [csv(["Utskriven 2026-11-21 14:32", "", "", ""], HEADS[1:], ROW[1:])], "returned", ["column_missing"]),
    Mess([18], "Avser 2026-11-20 beside the moment of printing", "the day that the file says it speaks of",
         [csv(["Avser 2026-11-20", "", "", ""], ["Rapport skapad 2026-11-21", "", "", ""], HEADS[1:], ROW[1:])],
         "accepted", values={"date": [date(2026, 11, 20)]}),
    Mess([18], "a row of units under the header", "left out and listed",
         [csv(HEADS, ["ÅÅÅÅ-MM-DD", "id", "text", "st", "(antal)"], ROW)], "accepted", accepted=1),
    Mess([18], "a row of dashes under the header", "left out and listed", [csv(HEADS, ["----"] * 5, ROW)], "accepted",
         accepted=1),
    Mess([20], "a delimiter that changes in the middle", "returned: never read as one column",
         [text(PLAIN + "2026-11-20,A2,Somatik,10,9\n2026-11-20,A3,Somatik,10,9\n")], "returned"),
    Mess([16], "missing cells at the end of one row", "refused: which of its cells are missing is not known",
         [text(beds(rows=20)[NAME].decode() + "2026-11-20;B1;Somatik;10\n")], "accepted_with_remarks",
         ["row_too_short"], accepted=20),
]  # fmt: skip
