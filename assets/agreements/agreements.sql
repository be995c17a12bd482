-- tidy.agreements: each sender's latest register of agreements, whole, one row per agreement, unit and group.
WITH registers AS (
    SELECT sender_region_code, max(delivery_order) AS delivery_order
    FROM facts.sheets
    WHERE kind = 'agreements' AND in_picture
    GROUP BY sender_region_code
),
in_force AS (
    SELECT DISTINCT sheets.delivery_id, sheets.delivery_order
    FROM facts.sheets AS sheets
    JOIN registers USING (sender_region_code, delivery_order)
)
SELECT
    entries.* EXCLUDE (sender_region_code, delivery_id, sheet, source_row),
    entries.sender_region_code,
    entries.delivery_id,
    entries.sheet,
    entries.source_row
FROM archive.rows_agreements AS entries
JOIN in_force USING (delivery_id)
ORDER BY
    entries.sender_region_code, in_force.delivery_order, entries.sheet, entries.source_row, entries.agreement_id,
    entries.care_unit_id, entries.diagnosis_group
