-- facts.capacity_reports: every report of free slots that counts, also those that a later report has replaced.
-- One row per unit, group, care type, slot kind, week and reported date: of equal dates the latest received. The state
-- of an earlier week is taken from the reports of its time, the present one from the latest.
-- A report counts while last_valid_date has not passed (valid_until, or the kind's greatest age after reported_date) and
-- no later one has come: replaced_date is the day of the next one.
WITH placed AS (
    SELECT
        slots.*,
        in_force.delivery_order,
        in_force.unit_region_code AS region_code,
        coalesce(in_force.unit_region_code, '00') || '|' || slots.care_unit_id AS unit_key,
        coalesce(slots.slot_kind, 'procedures') AS slot_kind_given
    FROM archive.rows_free_capacity AS slots
    JOIN facts.free_capacity_in_force AS in_force
        ON in_force.delivery_id = slots.delivery_id AND in_force.period = slots.week
        AND in_force.care_unit_id = slots.care_unit_id AND in_force.holds = 'unit'
),
latest_received AS (
    SELECT *
    FROM placed
    QUALIFY row_number() OVER (
        PARTITION BY unit_key, diagnosis_group, care_type, slot_kind_given, week, reported_date
        ORDER BY delivery_order DESC, sheet, source_row
    ) = 1
)
SELECT
    latest_received.* EXCLUDE (slot_kind, slot_kind_given, diagnosis_group, sender_region_code, delivery_id, sheet, source_row),
    slot_kind_given AS slot_kind,
    latest_received.diagnosis_group,
    sender_region_code,
    delivery_id,
    sheet,
    source_row,
    CAST(strptime(week || '-1', '%G-W%V-%u') AS DATE) AS slot_monday,
    coalesce(valid_until, CAST(reported_date + CAST(ages.greatest_age_days AS INTEGER) AS DATE), reported_date)
        AS last_valid_date,
    lead(reported_date) OVER (
        PARTITION BY unit_key, latest_received.diagnosis_group, care_type, slot_kind_given, week ORDER BY reported_date
    ) AS replaced_date
FROM latest_received
LEFT JOIN reference.greatest_ages AS ages
    ON ages.kind = 'free_capacity'
    AND reported_date BETWEEN ages.valid_from AND coalesce(ages.valid_to, DATE '9999-12-31')
ORDER BY unit_key, week, latest_received.diagnosis_group, care_type, slot_kind, reported_date
