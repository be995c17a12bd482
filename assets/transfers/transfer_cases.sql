-- facts.transfer_cases: the cases in force, with what is worked out about them; no pseudonym in the clear.
-- Per sender and case the latest received. The home region's own report is authoritative; a care region's report stays
-- only where the home region sent no case of its own for that year at all, and is flagged (reported_by_care_region). The
-- agency's (00) stays only where, besides, no region reported for that home region, year and care region.
-- year: of treatment; of the offer where not treated. unit_region_code: where the receiving unit lies, by the registers.
-- care_region: as sent, else where the unit lies, else the sender where a care region reports. ownership: as sent, else
-- the register's. diagnosis_group: the procedure code's, else the diagnosis code's, else as sent, on the event's date.
WITH latest AS (
    SELECT
        cases.*,
        in_force.delivery_order,
        coalesce(cases.treated_date, cases.offered_date) AS event_date,
        CAST(year(event_date) AS INTEGER) AS year,
        coalesce(cases.reporter_role = 'care_region', false) OR cases.home_region <> cases.sender_region_code
            AS reported_by_care_region
    FROM archive.reduced_patient_transfers AS cases
    JOIN facts.patient_transfers_in_force AS in_force
        ON in_force.delivery_id = cases.delivery_id AND in_force.holds = 'unit'
        AND in_force.period = CAST(year(coalesce(cases.treated_date, cases.offered_date)) AS VARCHAR)
    QUALIFY row_number() OVER (
        PARTITION BY cases.sender_region_code, cases.case_hash
        ORDER BY in_force.delivery_order DESC, cases.sheet, cases.source_row
    ) = 1
),
own_years AS (
    SELECT DISTINCT home_region, year FROM latest WHERE NOT reported_by_care_region
),
catalogue AS (
    -- A unit may stand in several registers; that of the region where it lies goes before others', the agency's last.
    SELECT
        region_code AS unit_region_code,
        care_unit_id,
        first(ownership ORDER BY
            CASE WHEN sender_region_code = region_code THEN 0 WHEN sender_region_code <> '00' THEN 1 ELSE 2 END,
            sender_region_code
        ) AS ownership
    FROM tidy.care_units
    GROUP BY region_code, care_unit_id
),
placed AS (
    SELECT
        latest.* EXCLUDE (care_region, ownership, diagnosis_group),
        latest.diagnosis_group AS diagnosis_group_sent,
        coalesce(by_procedure.diagnosis_group, by_diagnosis.diagnosis_group, as_sent.diagnosis_group)
            AS diagnosis_group,
        coalesce(by_sender.unit_region_code, for_others.unit_region_code) AS unit_region_code,
        coalesce(
            latest.care_region,
            by_sender.unit_region_code,
            for_others.unit_region_code,
            CASE WHEN latest.reported_by_care_region THEN nullif(latest.sender_region_code, '00') END
        ) AS care_region,
        coalesce(latest.ownership, catalogue.ownership) AS ownership
    FROM latest
    LEFT JOIN facts.unit_homes AS by_sender
        ON by_sender.sender_region_code = latest.sender_region_code AND by_sender.care_unit_id = latest.care_unit_id
    LEFT JOIN facts.unit_homes AS for_others
        ON for_others.sender_region_code IS NULL AND for_others.care_unit_id = latest.care_unit_id
        AND by_sender.care_unit_id IS NULL
    LEFT JOIN catalogue
        ON catalogue.unit_region_code = coalesce(by_sender.unit_region_code, for_others.unit_region_code)
        AND catalogue.care_unit_id = latest.care_unit_id
    LEFT JOIN facts.code_groups AS by_procedure
        ON by_procedure.code_system = 'kva' AND by_procedure.code = latest.procedure_code
        AND latest.event_date BETWEEN by_procedure.valid_from AND by_procedure.valid_to
    LEFT JOIN facts.code_groups AS by_diagnosis
        ON by_diagnosis.code_system = 'icd10se' AND by_diagnosis.code = latest.diagnosis_code
        AND latest.event_date BETWEEN by_diagnosis.valid_from AND by_diagnosis.valid_to
    LEFT JOIN reference.diagnosis_groups AS as_sent
        ON as_sent.diagnosis_group = latest.diagnosis_group
        AND latest.event_date BETWEEN as_sent.valid_from AND coalesce(as_sent.valid_to, DATE '9999-12-31')
    LEFT JOIN own_years ON own_years.home_region = latest.home_region AND own_years.year = latest.year
    WHERE NOT latest.reported_by_care_region OR own_years.year IS NULL
)
SELECT *
FROM placed
QUALIFY sender_region_code <> '00'
    OR NOT bool_or(sender_region_code <> '00') OVER (PARTITION BY home_region, year, care_region)
ORDER BY sender_region_code, delivery_id, sheet, source_row, case_hash
