-- tidy.production_plan: the rows of every month in force, one row per unit, group, care type and month. Months of plans
-- lie ahead, so all that are in force stand here, not the last one alone.
-- region_code is where the unit lies (the sender's where it is in no register).
SELECT
    rows.* EXCLUDE (sender_region_code, delivery_id, sheet, source_row),
    rows.sender_region_code,
    rows.delivery_id,
    rows.sheet,
    rows.source_row,
    in_force.unit_region_code AS region_code
FROM archive.rows_production_plan AS rows
JOIN facts.production_plan_in_force AS in_force
    ON in_force.delivery_id = rows.delivery_id AND in_force.care_unit_id = rows.care_unit_id
    AND in_force.period = rows.month
ORDER BY
    rows.sender_region_code, in_force.delivery_order, rows.sheet, rows.source_row, rows.month, rows.care_unit_id,
    rows.diagnosis_group, rows.care_type
