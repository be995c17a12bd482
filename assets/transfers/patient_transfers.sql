-- tidy.patient_transfers: the rows of the cases in force (transfer_cases.sql tells which they are, and how year,
-- care_region, ownership, diagnosis_group and region_code, where the receiving unit lies, are worked out).
SELECT
    rows.* EXCLUDE (diagnosis_group, care_region, ownership, sender_region_code, delivery_id, sheet, source_row),
    cases.diagnosis_group,
    cases.care_region,
    cases.ownership,
    rows.sender_region_code,
    rows.delivery_id,
    rows.sheet,
    rows.source_row,
    cases.unit_region_code AS region_code,
    cases.year,
    cases.reported_by_care_region,
    cases.diagnosis_group_sent
FROM archive.rows_patient_transfers AS rows
JOIN facts.transfer_cases AS cases
    ON cases.delivery_id = rows.delivery_id AND cases.sheet = rows.sheet AND cases.source_row = rows.source_row
    AND cases.home_region = rows.home_region AND cases.offered_date = rows.offered_date
ORDER BY rows.sender_region_code, rows.delivery_id, rows.sheet, rows.source_row, rows.case_id
