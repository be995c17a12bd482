-- facts.<kind>_in_force: which (delivery, period, unit) of one kind the picture stands on.
-- parameters.kind: the kind. parameters.every_delivery: 'no' for kinds with a period, where a sender's later delivery
-- replaces the units that it holds in the periods that it holds; 'yes' for kinds whose rows are in force one by one
-- (free_capacity, patient_transfers), where every delivery of the sender that counts for the unit and period stays.
--   * Where the sender's files are always whole (complete), a later one takes away what it no longer holds.
--   * One reporter per unit and period: the region where the unit lies; otherwise another region, the latest received
--     first; the agency (00) last. An unregistered unit is its sender's own.
-- Rows: holds = 'unit' is a piece in force; 'whole' is a period for which the sender's file was whole, and 'nothing' one
-- for which it said that there is nothing to report: these two have no unit.
-- is_latest: the unit's latest period in force from this sender, and not taken away by a later whole file.
WITH good_sheets AS (
    SELECT * FROM facts.sheets WHERE in_picture AND kind = (SELECT kind FROM parameters)
),
held AS (
    SELECT
        pieces.delivery_id,
        sheets.sender_region_code,
        sheets.delivery_order,
        pieces.period,
        nullif(pieces.care_unit_id, '') AS care_unit_id,
        bool_or(sheets.complete) AS complete
    FROM archive.pieces AS pieces
    JOIN good_sheets AS sheets USING (delivery_id, sheet, kind)
    GROUP BY ALL
),
marks AS (
    SELECT delivery_id, sender_region_code, delivery_order, period, 'whole' AS holds FROM held WHERE complete
    UNION
    SELECT
        delivery_id, sender_region_code, delivery_order, empty_period, CASE WHEN complete THEN 'whole' ELSE 'nothing' END
    FROM good_sheets
    WHERE empty_period IS NOT NULL
),
whole_periods AS (
    SELECT sender_region_code, period, max(delivery_order) AS delivery_order
    FROM marks
    WHERE holds = 'whole'
    GROUP BY sender_region_code, period
),
own AS (
    SELECT held.*
    FROM held
    LEFT JOIN whole_periods USING (sender_region_code, period)
    WHERE held.delivery_order >= coalesce(whole_periods.delivery_order, 0)
    QUALIFY (SELECT every_delivery FROM parameters) = 'yes'
        OR held.delivery_order = max(held.delivery_order) OVER (PARTITION BY sender_region_code, period, care_unit_id)
),
placed AS (
    SELECT
        own.*,
        coalesce(by_sender.unit_region_code, for_others.unit_region_code) IS NOT NULL AS registered,
        coalesce(
            by_sender.unit_region_code, for_others.unit_region_code, nullif(own.sender_region_code, '00')
        ) AS unit_region_code
    FROM own
    LEFT JOIN facts.unit_homes AS by_sender
        ON by_sender.sender_region_code = own.sender_region_code AND by_sender.care_unit_id = own.care_unit_id
    LEFT JOIN facts.unit_homes AS for_others
        ON for_others.sender_region_code IS NULL AND for_others.care_unit_id = own.care_unit_id
        AND by_sender.care_unit_id IS NULL
),
reported AS (
    SELECT *
    FROM placed
    QUALIFY sender_region_code = first_value(sender_region_code) OVER (
        PARTITION BY unit_region_code, care_unit_id, period
        ORDER BY
            CASE WHEN sender_region_code = unit_region_code THEN 0 WHEN sender_region_code <> '00' THEN 1 ELSE 2 END,
            delivery_order DESC
    )
),
latest_whole AS (
    SELECT sender_region_code, max(period) AS period FROM whole_periods GROUP BY sender_region_code
)
SELECT
    'unit' AS holds,
    reported.delivery_id,
    reported.sender_region_code,
    reported.delivery_order,
    reported.period,
    reported.care_unit_id,
    reported.unit_region_code,
    reported.registered,
    reported.period = max(reported.period) OVER (PARTITION BY reported.sender_region_code, reported.care_unit_id)
        AND reported.period >= coalesce(latest_whole.period, '') AS is_latest
FROM reported
LEFT JOIN latest_whole USING (sender_region_code)
UNION ALL
SELECT
    holds, delivery_id, sender_region_code, delivery_order, period, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    CAST(NULL AS BOOLEAN), CAST(NULL AS BOOLEAN)
FROM marks
ORDER BY sender_region_code, period, care_unit_id NULLS LAST, delivery_order, holds
