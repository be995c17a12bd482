-- tidy.care_units: each sender's latest register, whole.
-- region_code is where the unit lies as this sender claims it; empty means the sender's own region, and for the agency
-- (00), which is no region, not known. Which claim holds is worked out in unit_homes.sql.
WITH registers AS (
    SELECT sender_region_code, max(delivery_order) AS delivery_order
    FROM facts.sheets
    WHERE kind = 'care_units' AND in_picture
    GROUP BY sender_region_code
),
in_force AS (
    SELECT DISTINCT sheets.delivery_id, sheets.delivery_order
    FROM facts.sheets AS sheets
    JOIN registers USING (sender_region_code, delivery_order)
)
SELECT
    entries.* EXCLUDE (region_code, sender_region_code, delivery_id, sheet, source_row),
    nullif(coalesce(entries.region_code, entries.sender_region_code), '00') AS region_code,
    entries.sender_region_code,
    entries.delivery_id,
    entries.sheet,
    entries.source_row
FROM archive.rows_care_units AS entries
JOIN in_force USING (delivery_id)
ORDER BY entries.sender_region_code, in_force.delivery_order, entries.sheet, entries.source_row, entries.care_unit_id
