-- mart.picture: one row that says what the warehouse is made of.
-- built_from_deliveries_count: deliveries of which something is in force. The ungrouped counts belong to no diagnosis
-- group and stand outside every mart by group, so they are told here: those who wait in the as-of week's state, and
-- cases in force.
WITH used AS (
    SELECT delivery_id FROM facts.waiting_list_in_force
    UNION
    SELECT delivery_id FROM tidy.free_capacity
    UNION
    SELECT delivery_id FROM facts.beds_in_force
    UNION
    SELECT delivery_id FROM facts.transfer_cases
    UNION
    SELECT delivery_id FROM tidy.care_units
)
SELECT
    as_of.as_of_date,
    versions.data_version,
    versions.software_version,
    (SELECT count(*) FROM used) AS built_from_deliveries_count,
    versions.reference_version,
    (
        SELECT CAST(coalesce(sum(ungrouped_count), 0) AS BIGINT)
        FROM mart.waiting_by_diagnosis
        WHERE region_code = '00' AND week = strftime(as_of.as_of_date, '%G-W%V')
    ) AS ungrouped_waiting_count,
    (SELECT count(*) FROM facts.transfer_cases WHERE diagnosis_group IS NULL) AS ungrouped_transfers_count
FROM facts.as_of AS as_of, facts.versions AS versions
