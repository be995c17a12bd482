-- facts.code_groups: for each code that was sent, the diagnosis group it belongs to, day by day.
-- The longest prefix in force on the day wins. Between two boundaries (a row begins, or the day after one ends) nothing
-- changes, so each stretch is worked out once. Codes are kept as sent in the archive; this is where groups are put on.
WITH codes AS (
    SELECT DISTINCT 'kva' AS code_system, procedure_code AS code FROM archive.reduced_waiting_list
    UNION
    SELECT DISTINCT 'icd10se', diagnosis_code FROM archive.reduced_waiting_list
    UNION
    SELECT DISTINCT 'kva', procedure_code FROM archive.reduced_performed_care
    UNION
    SELECT DISTINCT 'icd10se', diagnosis_code FROM archive.reduced_performed_care
    UNION
    SELECT DISTINCT 'kva', procedure_code FROM archive.reduced_patient_transfers
    UNION
    SELECT DISTINCT 'icd10se', diagnosis_code FROM archive.reduced_patient_transfers
),
matches AS (
    SELECT
        codes.code_system,
        codes.code,
        prefixes.diagnosis_group,
        length(prefixes.code) AS prefix_length,
        coalesce(prefixes.valid_from, DATE '0001-01-01') AS valid_from,
        coalesce(prefixes.valid_to, DATE '9999-12-30') AS valid_to
    FROM codes
    JOIN reference.diagnosis_group_codes AS prefixes
        ON prefixes.code_system = codes.code_system AND starts_with(codes.code, prefixes.code)
),
boundaries AS (
    SELECT code_system, code, valid_from AS day FROM matches
    UNION
    SELECT code_system, code, valid_to + 1 FROM matches
),
stretches AS (
    SELECT
        code_system,
        code,
        day AS valid_from,
        lead(day) OVER (PARTITION BY code_system, code ORDER BY day) - 1 AS valid_to
    FROM boundaries
)
SELECT
    stretches.code_system,
    stretches.code,
    stretches.valid_from,
    stretches.valid_to,
    arg_max(matches.diagnosis_group, matches.prefix_length) AS diagnosis_group
FROM stretches
JOIN matches
    ON matches.code_system = stretches.code_system AND matches.code = stretches.code
    AND matches.valid_from <= stretches.valid_from AND matches.valid_to >= stretches.valid_to
WHERE stretches.valid_to IS NOT NULL
GROUP BY ALL
ORDER BY stretches.code_system, stretches.code, stretches.valid_from
