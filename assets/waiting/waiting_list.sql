-- tidy.waiting_list: the rows of each sender's and unit's latest snapshot in force.
-- region_code is where the unit lies. diagnosis_group is the group that the picture counts the row in, by the reference
-- data in force on the snapshot date: the procedure code's, else the diagnosis code's, else as sent
-- (diagnosis_group_sent). wait_days: snapshot_date minus the start, which is the decision for operations and the
-- referral otherwise.
SELECT
    patients.* EXCLUDE (diagnosis_group, sender_region_code, delivery_id, sheet, source_row),
    coalesce(by_procedure.diagnosis_group, by_diagnosis.diagnosis_group, as_sent.diagnosis_group) AS diagnosis_group,
    patients.sender_region_code,
    patients.delivery_id,
    patients.sheet,
    patients.source_row,
    in_force.unit_region_code AS region_code,
    patients.diagnosis_group AS diagnosis_group_sent,
    patients.snapshot_date
        - CASE WHEN patients.care_type = 'operation' THEN patients.decision_date ELSE patients.referral_date END
        AS wait_days
FROM archive.rows_waiting_list AS patients
JOIN facts.waiting_list_in_force AS in_force
    ON in_force.delivery_id = patients.delivery_id AND in_force.care_unit_id = patients.care_unit_id
    AND CAST(in_force.period AS DATE) = patients.snapshot_date AND in_force.is_latest
LEFT JOIN facts.code_groups AS by_procedure
    ON by_procedure.code_system = 'kva' AND by_procedure.code = patients.procedure_code
    AND patients.snapshot_date BETWEEN by_procedure.valid_from AND by_procedure.valid_to
LEFT JOIN facts.code_groups AS by_diagnosis
    ON by_diagnosis.code_system = 'icd10se' AND by_diagnosis.code = patients.diagnosis_code
    AND patients.snapshot_date BETWEEN by_diagnosis.valid_from AND by_diagnosis.valid_to
LEFT JOIN reference.diagnosis_groups AS as_sent
    ON as_sent.diagnosis_group = patients.diagnosis_group
    AND patients.snapshot_date BETWEEN as_sent.valid_from AND coalesce(as_sent.valid_to, DATE '9999-12-31')
ORDER BY patients.sender_region_code, in_force.delivery_order, patients.sheet, patients.source_row, patients.care_type
