-- tidy.waiting_summary: the rows of each sender's and unit's latest snapshot in force, one row per unit, care type and
-- group. region_code is where the unit lies (the sender's where it is in no register).
SELECT
    rows.* EXCLUDE (sender_region_code, delivery_id, sheet, source_row),
    rows.sender_region_code,
    rows.delivery_id,
    rows.sheet,
    rows.source_row,
    in_force.unit_region_code AS region_code
FROM archive.rows_waiting_summary AS rows
JOIN facts.waiting_summary_in_force AS in_force
    ON in_force.delivery_id = rows.delivery_id AND in_force.care_unit_id = rows.care_unit_id
    AND CAST(in_force.period AS DATE) = rows.snapshot_date AND in_force.is_latest
ORDER BY
    rows.sender_region_code, in_force.delivery_order, rows.sheet, rows.source_row, rows.care_unit_id, rows.care_type,
    rows.diagnosis_group
