-- mart.picture: one row that says what the warehouse is made of.
-- built_from_deliveries_count: deliveries of which something is in force. The ungrouped counts are rows in force that
-- belong to no diagnosis group and therefore stand outside every mart by group; nothing is hidden.
WITH used AS (
    SELECT delivery_id FROM facts.waiting_list_in_force
    UNION
    SELECT delivery_id FROM tidy.free_capacity
    UNION
    SELECT delivery_id FROM facts.beds_in_force
    UNION
    SELECT delivery_id FROM tidy.patient_transfers
    UNION
    SELECT delivery_id FROM tidy.care_units
)
SELECT
    facts.as_of.as_of_date,
    facts.versions.data_version,
    facts.versions.software_version,
    (SELECT count(*) FROM used) AS built_from_deliveries_count,
    facts.versions.reference_version,
    (SELECT count(*) FROM tidy.waiting_list WHERE diagnosis_group IS NULL) AS ungrouped_waiting_count,
    (SELECT count(*) FROM tidy.patient_transfers WHERE diagnosis_group IS NULL) AS ungrouped_transfers_count
FROM facts.as_of, facts.versions
