-- mart.performed_by_diagnosis: indicators G-01 to G-05 by month of the care, the patient's home region (00 is the
-- country), diagnosis group and care type.
-- An event counts in its month whenever it was reported: greatest ages do not touch events. One whose home region is
-- unknown counts in the country alone. The group is the one in force on the day of the care.
-- performed_elsewhere_count: at a unit that lies in another region than the home region; a unit in no register lies in
-- the region that reports it. Where either is unknown, the event is not counted as elsewhere.
-- eligible = performed less patient_chosen and less events without a start (unplanned care): shares, median and 90th
-- percentile (type 7) are over them. The limit is the care guarantee's row in force on the day of the care; where some
-- eligible event of a cell has none, within_90_count and within_90_share are empty.
-- patients_count: distinct patients of each sender; an event without a pseudonym counts as one patient.
-- 'all' is the total over the groups; ungrouped_count (in 'all' rows) are those that belong to no group, outside it.
WITH in_force AS (
    SELECT delivery_id, care_unit_id, period, unit_region_code
    FROM facts.performed_care_in_force
    WHERE holds = 'unit'
),
groups AS (
    -- The group of each combination of codes and day that was sent, by either of the two archive inputs.
    SELECT
        sent.*,
        coalesce(by_procedure.diagnosis_group, by_diagnosis.diagnosis_group, as_sent.diagnosis_group) AS found_group
    FROM (
        SELECT DISTINCT performed_date, procedure_code, diagnosis_code, diagnosis_group
        FROM archive.reduced_performed_care
    ) AS sent
    LEFT JOIN facts.code_groups AS by_procedure
        ON by_procedure.code_system = 'kva' AND by_procedure.code = sent.procedure_code
        AND sent.performed_date BETWEEN by_procedure.valid_from AND by_procedure.valid_to
    LEFT JOIN facts.code_groups AS by_diagnosis
        ON by_diagnosis.code_system = 'icd10se' AND by_diagnosis.code = sent.diagnosis_code
        AND sent.performed_date BETWEEN by_diagnosis.valid_from AND by_diagnosis.valid_to
    LEFT JOIN reference.diagnosis_groups AS as_sent
        ON as_sent.diagnosis_group = sent.diagnosis_group
        AND sent.performed_date BETWEEN as_sent.valid_from AND coalesce(as_sent.valid_to, DATE '9999-12-31')
),
events AS (
    SELECT
        strftime(counts.performed_date, '%Y-%m') AS month,
        counts.patient_region,
        groups.found_group AS diagnosis_group,
        counts.care_type,
        coalesce(in_force.unit_region_code <> counts.patient_region, false) AS is_elsewhere,
        counts.deviation IS DISTINCT FROM 'patient_chosen' AND counts.wait_days IS NOT NULL AS is_eligible,
        CAST(counts.wait_days AS BIGINT) AS wait_days,
        limits.limit_days,
        CAST(sum(counts.performed_count) AS BIGINT) AS performed_count
    FROM archive.reduced_performed_care AS counts
    JOIN in_force
        ON in_force.delivery_id = counts.delivery_id AND in_force.care_unit_id = counts.care_unit_id
        AND in_force.period = strftime(counts.performed_date, '%Y-%m')
    JOIN groups
        ON groups.performed_date = counts.performed_date
        AND groups.procedure_code IS NOT DISTINCT FROM counts.procedure_code
        AND groups.diagnosis_code IS NOT DISTINCT FROM counts.diagnosis_code
        AND groups.diagnosis_group IS NOT DISTINCT FROM counts.diagnosis_group
    LEFT JOIN reference.guarantee_limits AS limits
        ON limits.care_type = counts.care_type
        AND counts.performed_date BETWEEN limits.valid_from AND coalesce(limits.valid_to, DATE '9999-12-31')
    GROUP BY ALL
),
cell_events AS (
    -- Every event goes into up to four cells of its month: its region and the country, its group and 'all'.
    SELECT
        dense_rank() OVER (ORDER BY month, place, group_or_all, care_type) AS cell,
        place AS region_code,
        group_or_all,
        events.*
    FROM events,
        unnest(CASE WHEN patient_region IS NULL THEN ['00'] ELSE [patient_region, '00'] END) AS places (place),
        unnest([diagnosis_group, 'all']) AS groups (group_or_all)
    WHERE diagnosis_group IS NOT NULL
),
patients AS (
    SELECT
        strftime(known.performed_date, '%Y-%m') AS month,
        known.patient_region,
        groups.found_group AS diagnosis_group,
        known.care_type,
        known.sender_region_code || '|' || known.patient_hash AS patient,
        CAST(sum(known.events_count) AS BIGINT) AS events_count
    FROM archive.patients_performed_care AS known
    JOIN in_force
        ON in_force.delivery_id = known.delivery_id AND in_force.care_unit_id = known.care_unit_id
        AND in_force.period = strftime(known.performed_date, '%Y-%m')
    JOIN groups
        ON groups.performed_date = known.performed_date
        AND groups.procedure_code IS NOT DISTINCT FROM known.procedure_code
        AND groups.diagnosis_code IS NOT DISTINCT FROM known.diagnosis_code
        AND groups.diagnosis_group IS NOT DISTINCT FROM known.diagnosis_group
    WHERE groups.found_group IS NOT NULL
    GROUP BY ALL
),
known_patients AS (
    SELECT
        month,
        place AS region_code,
        group_or_all AS diagnosis_group,
        care_type,
        count(DISTINCT patient) AS patients_count,
        CAST(sum(events_count) AS BIGINT) AS events_count
    FROM patients,
        unnest(CASE WHEN patient_region IS NULL THEN ['00'] ELSE [patient_region, '00'] END) AS places (place),
        unnest([diagnosis_group, 'all']) AS groups (group_or_all)
    GROUP BY ALL
),
totals AS (
    SELECT
        cell,
        any_value(month) AS month,
        any_value(region_code) AS region_code,
        any_value(group_or_all) AS diagnosis_group,
        any_value(care_type) AS care_type,
        CAST(sum(performed_count) AS BIGINT) AS performed_count,
        CAST(coalesce(sum(performed_count) FILTER (is_elsewhere), 0) AS BIGINT)
            AS performed_elsewhere_count,
        CAST(coalesce(sum(performed_count) FILTER (is_eligible), 0) AS BIGINT) AS eligible_count,
        CAST(coalesce(sum(performed_count) FILTER (is_eligible AND wait_days <= limit_days), 0) AS BIGINT)
            AS within_90_count,
        bool_or(is_eligible AND limit_days IS NULL) AS limit_missing,
        count(DISTINCT patient_region) AS regions_reporting_count
    FROM cell_events
    GROUP BY cell
),
cumulated AS (
    -- The k-th value counted from 0 is the smallest waiting day up to which more than k have waited.
    SELECT
        histogram.cell,
        histogram.wait_days,
        totals.eligible_count AS n,
        sum(histogram.performed_count) OVER (PARTITION BY histogram.cell ORDER BY histogram.wait_days) AS upto
    FROM (
        SELECT cell, wait_days, CAST(sum(performed_count) AS BIGINT) AS performed_count
        FROM cell_events
        WHERE is_eligible
        GROUP BY cell, wait_days
    ) AS histogram
    JOIN totals USING (cell)
),
order_statistics AS (
    SELECT
        cell,
        min(wait_days) FILTER (upto > (n - 1) // 2) AS middle_low,
        min(wait_days) FILTER (upto > n // 2) AS middle_high,
        min(wait_days) FILTER (upto > 9 * (n - 1) // 10) AS ninth_low,
        min(wait_days) FILTER (upto > least(9 * (n - 1) // 10 + 1, n - 1)) AS ninth_high,
        any_value(9 * (n - 1) % 10) AS ninth_tenths
    FROM cumulated
    GROUP BY cell
),
ungrouped AS (
    SELECT month, place AS region_code, 'all' AS diagnosis_group, care_type,
        CAST(sum(performed_count) AS BIGINT) AS ungrouped_count
    FROM events, unnest(CASE WHEN patient_region IS NULL THEN ['00'] ELSE [patient_region, '00'] END) AS places (place)
    WHERE diagnosis_group IS NULL
    GROUP BY ALL
)
SELECT
    month,
    region_code,
    diagnosis_group,
    care_type,
    totals.performed_count,
    totals.performed_elsewhere_count,
    totals.eligible_count,
    CASE WHEN NOT coalesce(totals.limit_missing, false) THEN totals.within_90_count END AS within_90_count,
    CASE WHEN NOT coalesce(totals.limit_missing, false)
        THEN totals.within_90_count / nullif(totals.eligible_count, 0) END AS within_90_share,
    (order_statistics.middle_low + order_statistics.middle_high) / 2 AS median_days,
    (10 * order_statistics.ninth_low
        + order_statistics.ninth_tenths * (order_statistics.ninth_high - order_statistics.ninth_low)) / 10 AS p90_days,
    coalesce(known_patients.patients_count, 0) + totals.performed_count - coalesce(known_patients.events_count, 0)
        AS patients_count,
    totals.regions_reporting_count,
    CASE WHEN diagnosis_group = 'all' THEN coalesce(ungrouped.ungrouped_count, 0) END AS ungrouped_count
FROM totals
LEFT JOIN order_statistics USING (cell)
LEFT JOIN known_patients USING (month, region_code, diagnosis_group, care_type)
LEFT JOIN ungrouped USING (month, region_code, diagnosis_group, care_type)
ORDER BY month, region_code, diagnosis_group, care_type
