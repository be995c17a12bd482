-- tidy.free_capacity: the report in force per unit, group, care type, slot kind and week: the latest reported date, then
-- the latest received. region_code is where the unit lies (the sender's where it is in no register). The report counts
-- as stale after last_valid_date; stale ones stay here, the marts leave them out of their sums.
SELECT * EXCLUDE (delivery_order, unit_key, slot_monday, replaced_date, region_code, last_valid_date),
    region_code,
    last_valid_date
FROM facts.capacity_reports
WHERE replaced_date IS NULL
ORDER BY sender_region_code, delivery_id, sheet, source_row, week, care_unit_id, diagnosis_group, care_type, slot_kind
