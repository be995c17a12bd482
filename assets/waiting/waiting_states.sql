-- facts.waiting_states: which snapshot of which unit makes up the waiting of which week.
-- For each sender and unit the latest snapshot on or before the state day, not older than the kind's greatest age, and
-- not taken away by a later whole file of the sender. Should two senders' snapshots of one unit meet in a week (taken on
-- different days), the region where the unit lies counts, then another region, the agency (00) last.
-- region_code is the region that the patients are counted on: the sender; for the agency the unit's region, which may be
-- unknown (then they stand in the country's row only).
WITH snapshots AS (
    SELECT
        delivery_id,
        sender_region_code,
        delivery_order,
        care_unit_id,
        unit_region_code,
        CAST(period AS DATE) AS snapshot_date,
        lead(CAST(period AS DATE)) OVER (PARTITION BY sender_region_code, care_unit_id ORDER BY period) AS next_date
    FROM facts.waiting_list_in_force
    WHERE holds = 'unit'
),
whole_files AS (
    SELECT DISTINCT sender_region_code, CAST(period AS DATE) AS whole_date
    FROM facts.waiting_list_in_force
    WHERE holds = 'whole'
),
bounded AS (
    SELECT
        snapshots.* EXCLUDE (next_date),
        coalesce(
            least(
                snapshots.next_date,
                (
                    SELECT min(whole_files.whole_date)
                    FROM whole_files
                    WHERE whole_files.sender_region_code = snapshots.sender_region_code
                        AND whole_files.whole_date > snapshots.snapshot_date
                )
            ),
            DATE '9999-12-31'
        ) AS replaced_date
    FROM snapshots
),
weekly AS (
    SELECT weeks.week, weeks.state_date, bounded.* EXCLUDE (replaced_date)
    FROM facts.weeks AS weeks
    JOIN reference.greatest_ages AS ages
        ON ages.kind = 'waiting_list'
        AND weeks.state_date BETWEEN ages.valid_from AND coalesce(ages.valid_to, DATE '9999-12-31')
    JOIN bounded
        ON bounded.snapshot_date <= weeks.state_date
        AND bounded.replaced_date > weeks.state_date
        AND weeks.state_date - bounded.snapshot_date <= ages.greatest_age_days
)
SELECT
    week,
    state_date,
    coalesce(nullif(sender_region_code, '00'), unit_region_code) AS region_code,
    sender_region_code,
    unit_region_code,
    care_unit_id,
    snapshot_date,
    delivery_id
FROM weekly
QUALIFY sender_region_code = first_value(sender_region_code) OVER (
    PARTITION BY week, unit_region_code, care_unit_id
    ORDER BY
        CASE WHEN sender_region_code = unit_region_code THEN 0 WHEN sender_region_code <> '00' THEN 1 ELSE 2 END,
        snapshot_date DESC,
        delivery_order DESC
)
ORDER BY week, region_code NULLS LAST, sender_region_code, care_unit_id
