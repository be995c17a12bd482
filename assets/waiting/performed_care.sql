-- tidy.performed_care: the rows of each sender's and unit's latest month in force, one row per performed care event.
-- region_code is where the unit lies. diagnosis_group is the group that the picture counts the row in, by the reference
-- data in force on the day of the care: the procedure code's, else the diagnosis code's, else as sent
-- (diagnosis_group_sent). wait_days: performed_date minus the start, which is the decision for operations and the
-- referral otherwise; empty where unplanned care has no start.
SELECT
    events.* EXCLUDE (diagnosis_group, sender_region_code, delivery_id, sheet, source_row),
    coalesce(by_procedure.diagnosis_group, by_diagnosis.diagnosis_group, as_sent.diagnosis_group) AS diagnosis_group,
    events.sender_region_code,
    events.delivery_id,
    events.sheet,
    events.source_row,
    in_force.unit_region_code AS region_code,
    events.diagnosis_group AS diagnosis_group_sent,
    events.performed_date
        - CASE WHEN events.care_type = 'operation' THEN events.decision_date ELSE events.referral_date END
        AS wait_days
FROM archive.rows_performed_care AS events
JOIN facts.performed_care_in_force AS in_force
    ON in_force.delivery_id = events.delivery_id AND in_force.care_unit_id = events.care_unit_id
    AND in_force.period = strftime(events.performed_date, '%Y-%m') AND in_force.is_latest
LEFT JOIN facts.code_groups AS by_procedure
    ON by_procedure.code_system = 'kva' AND by_procedure.code = events.procedure_code
    AND events.performed_date BETWEEN by_procedure.valid_from AND by_procedure.valid_to
LEFT JOIN facts.code_groups AS by_diagnosis
    ON by_diagnosis.code_system = 'icd10se' AND by_diagnosis.code = events.diagnosis_code
    AND events.performed_date BETWEEN by_diagnosis.valid_from AND by_diagnosis.valid_to
LEFT JOIN reference.diagnosis_groups AS as_sent
    ON as_sent.diagnosis_group = events.diagnosis_group
    AND events.performed_date BETWEEN as_sent.valid_from AND coalesce(as_sent.valid_to, DATE '9999-12-31')
ORDER BY events.sender_region_code, in_force.delivery_order, events.sheet, events.source_row, events.care_type
