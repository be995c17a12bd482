-- tidy.cancer_pathways: the rows of each sender's and unit's latest month of suspicion in force, one row per patient's
-- pathway. region_code is where the unit lies; the sender's where the row has no unit or it is in no register.
-- lead_time_days: from the well-founded suspicion to the start of the first treatment; empty without one.
SELECT
    rows.* EXCLUDE (sender_region_code, delivery_id, sheet, source_row),
    rows.sender_region_code,
    rows.delivery_id,
    rows.sheet,
    rows.source_row,
    in_force.unit_region_code AS region_code,
    rows.treatment_date - rows.suspicion_date AS lead_time_days
FROM archive.rows_cancer_pathways AS rows
JOIN facts.cancer_pathways_in_force AS in_force
    ON in_force.holds = 'unit' AND in_force.delivery_id = rows.delivery_id
    AND in_force.care_unit_id IS NOT DISTINCT FROM rows.care_unit_id
    AND in_force.period = strftime(rows.suspicion_date, '%Y-%m') AND in_force.is_latest
ORDER BY rows.sender_region_code, in_force.delivery_order, rows.sheet, rows.source_row, rows.pathway
