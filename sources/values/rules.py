"""What is said to the sender about a cell that could not be read: one table of rule, sentence and how to mend it.

Not here: rules about rows and columns together (contracts) and about whole files (sources/reading/refusals.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ValueRuleText:
    """A rule's two Swedish sentences. Both may hold `{column}` (the column's title), `{value}` and `{interval}`; the
    second `{number}` and `{plain_number}`, how a number is to be written.
    """

    message: str
    how_to_mend: str


VALUE_RULES: dict[str, ValueRuleText] = {
    "not_a_number": ValueRuleText(
        "”{value}” i kolumnen {column} är inte ett tal.",
        "Skriv ett enda tal, bara med siffror, {number}.",
    ),
    "ambiguous_number": ValueRuleText(
        "”{value}” i kolumnen {column} kan läsas på två sätt: som tusental eller som decimaltal. "
        "Inget annat i kolumnen avgör vilket.",
        "Skriv talet utan tusentalsavgränsare, {plain_number}.",
    ),
    "negative_number": ValueRuleText(
        "”{value}” i kolumnen {column} är mindre än noll.",
        "Skriv noll eller ett positivt tal, till exempel 0 eller 12.",
    ),
    "not_whole": ValueRuleText(
        "”{value}” i kolumnen {column} är inte ett heltal.",
        "Skriv antalet som ett heltal, till exempel 12.",
    ),
    "percent_value": ValueRuleText(
        "”{value}” i kolumnen {column} är en procentsats, men här väntas ett tal.",
        "Skriv talet självt utan procenttecken, till exempel 12.",
    ),
    "suppressed_value": ValueRuleText(
        "”{value}” i kolumnen {column} betyder att antalet är dolt för att det är litet. Det räknas som {interval}, "
        "inte som noll.",
        "Lämna gärna det verkliga antalet, till exempel 3. Antal som rör personer skyddas här innan något "
        "publiceras. Annars behöver du inte göra något.",
    ),
    "ambiguous_dash": ValueRuleText(
        "”{value}” i kolumnen {column} kan betyda noll eller att uppgiften saknas. Kolumnen har också nollor, så det "
        "går inte att avgöra.",
        "Skriv 0 där antalet är noll, och .. där uppgiften saknas.",
    ),
    "dash_as_zero": ValueRuleText(
        "Strecket i kolumnen {column} lästes som exakt noll, som det betyder i svensk statistik.",
        "Saknas uppgiften, skriv .. i stället och lämna filen igen. Annars behöver du inte göra något.",
    ),
    "not_applicable": ValueRuleText(
        "Punkten i kolumnen {column} betyder att uppgiften inte kan förekomma, men här behövs ett antal.",
        "Skriv antalet, eller ta bort raden om den inte är aktuell.",
    ),
    "footnote_mark": ValueRuleText(
        "”{value}” i kolumnen {column} har ett fotnotsmärke. Talet lästes utan märket.",
        "Stämmer det behöver du inte göra något. Skriv annars bara talet i cellen.",
    ),
    "date_value": ValueRuleText(
        "”{value}” i kolumnen {column} är ett datum, men här väntas ett tal. Excel gör ibland om till exempel 1-4 till "
        "ett datum.",
        "Formatera kolumnen som text eller tal och skriv in det rätta talet.",
    ),
    "number_mangled": ValueRuleText(
        "”{value}” i kolumnen {column} är en kod som kalkylprogrammet har gjort om till ett avrundat tal.",
        "Formatera kolumnen som text innan koden skrivs eller klistras in, och lämna filen igen.",
    ),
    "damaged_text": ValueRuleText(
        "”{value}” i kolumnen {column} har bokstäver som har gått förlorade eller blivit andra tecken. Texten är med "
        "som den står.",
        "Exportera filen på nytt med teckenkodningen UTF-8, så att å, ä och ö kommer fram, och lämna den igen.",
    ),
    "damaged_identifier": ValueRuleText(
        "”{value}” i kolumnen {column} har bokstäver som har gått förlorade eller blivit andra tecken. Det går inte "
        "att veta vad som menas.",
        "Exportera filen på nytt med teckenkodningen UTF-8, så att å, ä och ö kommer fram, och lämna den igen.",
    ),
    "formula_error": ValueRuleText(
        "Cellen i kolumnen {column} innehåller felet {value} från en formel.",
        "Rätta formeln eller skriv in värdet. Lämna cellen tom om värdet saknas.",
    ),
    "formula_not_calculated": ValueRuleText(
        "Cellen i kolumnen {column} innehåller en formel som sparades utan sitt resultat.",
        "Öppna filen i Excel, låt den räknas om, spara och lämna den igen. Eller skriv in värdet.",
    ),
    "not_a_date": ValueRuleText(
        "”{value}” i kolumnen {column} är inte ett datum.",
        "Skriv datum som ÅÅÅÅ-MM-DD, till exempel 2026-02-05.",
    ),
    "excel_day_number": ValueRuleText(
        "”{value}” i kolumnen {column} är ett kalkylprograms interna tal för en dag. I en textfil går det inte att se "
        "vilken dag det står för.",
        "Formatera kolumnen som datum före exporten, så att det står ÅÅÅÅ-MM-DD.",
    ),
    "impossible_date": ValueRuleText(
        "”{value}” i kolumnen {column} är ett datum som inte finns i kalendern.",
        "Rätta datumet och skriv det som ÅÅÅÅ-MM-DD, till exempel 2026-02-28.",
    ),
    "ambiguous_date": ValueRuleText(
        "”{value}” i kolumnen {column} kan läsas på två sätt: med dagen först eller med månaden först. "
        "Inget annat i kolumnen avgör vilket.",
        "Skriv datum som ÅÅÅÅ-MM-DD, till exempel 2026-02-05.",
    ),
    "ambiguous_year": ValueRuleText(
        "”{value}” i kolumnen {column} kan läsas på två sätt: med året först eller med dagen först. "
        "Inget annat i kolumnen avgör vilket.",
        "Skriv datum med hela året, som ÅÅÅÅ-MM-DD, till exempel 2026-02-05.",
    ),
    "not_a_week": ValueRuleText(
        "”{value}” i kolumnen {column} är inte en vecka.",
        "Skriv år och vecka som ÅÅÅÅ-Wvv, till exempel 2026-W47.",
    ),
    "impossible_week": ValueRuleText(
        "”{value}” i kolumnen {column} är en vecka som inte finns i det året.",
        "Rätta veckan. År har 52 eller 53 veckor; vecka 53 finns bara i vissa år. Skriv till exempel 2026-W53.",
    ),
    "week_without_year": ValueRuleText(
        "”{value}” i kolumnen {column} är en vecka utan år.",
        "Skriv även året: ÅÅÅÅ-Wvv, till exempel 2026-W47.",
    ),
    "ambiguous_week": ValueRuleText(
        "”{value}” i kolumnen {column} kan läsas på mer än ett sätt: som vecka och år, som år och vecka eller som "
        "flera veckor. Inget annat i kolumnen avgör vilket.",
        "Skriv en vecka per rad, med hela året: ÅÅÅÅ-Wvv, till exempel 2026-W47.",
    ),
    "not_a_month": ValueRuleText(
        "”{value}” i kolumnen {column} är inte en månad.",
        "Skriv år och månad som ÅÅÅÅ-MM, till exempel 2026-11.",
    ),
    "period_not_day": ValueRuleText(
        "”{value}” i kolumnen {column} är en hel period, men här väntas en dag.",
        "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2026-10-31.",
    ),
    "period_not_week": ValueRuleText(
        "”{value}” i kolumnen {column} är en annan period än en vecka.",
        "Skriv år och vecka som ÅÅÅÅ-Wvv, till exempel 2026-W47. Dela upp en längre period på sina veckor.",
    ),
    "period_not_month": ValueRuleText(
        "”{value}” i kolumnen {column} är en annan period än en månad.",
        "Skriv år och månad som ÅÅÅÅ-MM, till exempel 2026-11. Dela upp en längre period på sina månader.",
    ),
    "unknown_code": ValueRuleText(
        "”{value}” är inte ett av de värden som kolumnen {column} kan ha.",
        "Välj ett av värdena i specifikationen. Den visas med lagesbild describe.",
    ),
    "region_unknown": ValueRuleText(
        "”{value}” i kolumnen {column} säger inte vilken region det är.",
        "Skriv regionens namn, länskod eller länsbokstav. Är det den egna regionen kan cellen lämnas tom.",
    ),
    "not_a_diagnosis_code": ValueRuleText(
        "”{value}” i kolumnen {column} har inte formen av en diagnoskod enligt ICD-10-SE.",
        "Skriv en enda kod: en bokstav och minst två siffror, till exempel C18.9.",
    ),
    "not_a_procedure_code": ValueRuleText(
        "”{value}” i kolumnen {column} har inte formen av en åtgärdskod enligt KVÅ.",
        "Skriv en enda kod med fem tecken, till exempel NFB49.",
    ),
    "not_yes_or_no": ValueRuleText(
        "”{value}” i kolumnen {column} är varken ja eller nej.",
        "Skriv ja eller nej.",
    ),
}

VALUE_TITLES: dict[str, str] = {
    "not_a_number": "{title} är inte ett tal",
    "ambiguous_number": "{title} kan läsas på två sätt",
    "negative_number": "{title} är mindre än noll",
    "not_whole": "{title} är inte ett heltal",
    "percent_value": "{title} är en procentsats",
    "suppressed_value": "{title}: ett dolt antal, läst som ett intervall",
    "ambiguous_dash": "{title} har ett streck som kan betyda två saker",
    "dash_as_zero": "{title} har ett streck, läst som noll",
    "not_applicable": "{title} har en punkt i stället för ett antal",
    "footnote_mark": "{title} har ett fotnotsmärke",
    "date_value": "{title} är ett datum",
    "number_mangled": "{title} har gjorts om till ett tal",
    "excel_day_number": "{title} är ett internt dagnummer",
    "damaged_text": "{title} har förstörda bokstäver",
    "damaged_identifier": "{title} har förstörda bokstäver",
    "formula_error": "{title} har ett formelfel",
    "formula_not_calculated": "{title} är en formel utan resultat",
    "not_a_date": "{title} är inte ett datum",
    "impossible_date": "{title} finns inte i kalendern",
    "ambiguous_date": "{title} kan läsas på två sätt",
    "ambiguous_year": "{title} kan läsas på två sätt",
    "not_a_week": "{title} är inte en vecka",
    "impossible_week": "{title} finns inte i kalendern",
    "week_without_year": "{title} saknar år",
    "ambiguous_week": "{title} kan läsas på två sätt",
    "not_a_month": "{title} är inte en månad",
    "period_not_day": "{title} är en period, inte en dag",
    "period_not_week": "{title} är en annan period än en vecka",
    "period_not_month": "{title} är en annan period än en månad",
    "unknown_code": "{title} har ett värde som inte finns i listan",
    "region_unknown": "{title} är okänd",
    "not_a_diagnosis_code": "{title} är ingen diagnoskod",
    "not_a_procedure_code": "{title} är ingen åtgärdskod",
    "not_yes_or_no": "{title} är varken ja eller nej",
}
"""What a fault in a cell is called in one line."""
