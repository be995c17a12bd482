-- mart.waiting_by_diagnosis: indicators W-01 to W-07 by week, region (00 is the country), diagnosis group and care type.
-- Everything is summed from counts per waiting day, so medians and percentiles are exact after any merge: type 7,
-- linear interpolation between order statistics, worked out in whole numbers and divided once.
-- eligible = waiting less patient_chosen. The limit is the care guarantee's row in force on the snapshot date; where
-- there is none, the counts against it are empty.
-- 'all' is the total over the groups; ungrouped_count (in 'all' rows) are those that belong to no group, outside it.
-- regions_reporting_count: regions inside the row. regions_delivered_count: regions whose waiting list is in the week's
-- state at all, also those where nobody waits for this.
WITH segments AS (
    -- Units whose snapshot serves the same weeks are merged before anything is multiplied by weeks.
    SELECT *, dense_rank() OVER (ORDER BY region_code, snapshot_date, weeks) AS segment
    FROM (
        SELECT delivery_id, care_unit_id, snapshot_date, region_code, list(week ORDER BY week) AS weeks
        FROM facts.waiting_states
        GROUP BY ALL
    )
),
counted AS (
    SELECT
        segments.segment,
        counts.care_type,
        coalesce(by_procedure.diagnosis_group, by_diagnosis.diagnosis_group, as_sent.diagnosis_group) AS diagnosis_group,
        CAST(counts.wait_days AS BIGINT) AS wait_days,
        CAST(sum(counts.waiting_count) AS BIGINT) AS waiting_count,
        CAST(coalesce(sum(counts.waiting_count) FILTER (counts.deviation = 'patient_chosen'), 0) AS BIGINT)
            AS patient_chosen_count,
        CAST(coalesce(sum(counts.waiting_count) FILTER (counts.deviation = 'medical'), 0) AS BIGINT) AS medical_count
    FROM archive.reduced_waiting_list AS counts
    JOIN segments USING (delivery_id, care_unit_id, snapshot_date)
    LEFT JOIN facts.code_groups AS by_procedure
        ON by_procedure.code_system = 'kva' AND by_procedure.code = counts.procedure_code
        AND counts.snapshot_date BETWEEN by_procedure.valid_from AND by_procedure.valid_to
    LEFT JOIN facts.code_groups AS by_diagnosis
        ON by_diagnosis.code_system = 'icd10se' AND by_diagnosis.code = counts.diagnosis_code
        AND counts.snapshot_date BETWEEN by_diagnosis.valid_from AND by_diagnosis.valid_to
    LEFT JOIN reference.diagnosis_groups AS as_sent
        ON as_sent.diagnosis_group = counts.diagnosis_group
        AND counts.snapshot_date BETWEEN as_sent.valid_from AND coalesce(as_sent.valid_to, DATE '9999-12-31')
    GROUP BY ALL
),
segment_weeks AS (
    SELECT segment, region_code, snapshot_date, unnest(weeks) AS week
    FROM (SELECT DISTINCT segment, region_code, snapshot_date, weeks FROM segments)
),
by_week AS (
    SELECT
        segment_weeks.week,
        segment_weeks.region_code,
        segment_weeks.snapshot_date,
        counted.* EXCLUDE (segment),
        counted.waiting_count - counted.patient_chosen_count AS eligible_count,
        limits.limit_days
    FROM counted
    JOIN segment_weeks USING (segment)
    LEFT JOIN reference.guarantee_limits AS limits
        ON limits.care_type = counted.care_type
        AND segment_weeks.snapshot_date BETWEEN limits.valid_from AND coalesce(limits.valid_to, DATE '9999-12-31')
),
grouped AS (
    SELECT * FROM by_week WHERE diagnosis_group IS NOT NULL
),
totals AS (
    SELECT
        week,
        CASE WHEN grouping(region_code) = 1 THEN '00' ELSE region_code END AS region_code,
        CASE WHEN grouping(diagnosis_group) = 1 THEN 'all' ELSE diagnosis_group END AS diagnosis_group,
        care_type,
        min(snapshot_date) AS oldest_snapshot_date,
        max(snapshot_date) AS newest_snapshot_date,
        CAST(sum(waiting_count) AS BIGINT) AS waiting_count,
        CAST(sum(patient_chosen_count) AS BIGINT) AS patient_chosen_count,
        CAST(sum(medical_count) AS BIGINT) AS medical_count,
        CAST(sum(eligible_count) AS BIGINT) AS eligible_count,
        CAST(coalesce(sum(eligible_count) FILTER (wait_days <= limit_days), 0) AS BIGINT) AS within_90_count,
        CAST(coalesce(sum(eligible_count) FILTER (wait_days > limit_days), 0) AS BIGINT) AS over_90_count,
        bool_or(limit_days IS NULL) AS limit_missing,
        count(DISTINCT region_code) AS regions_reporting_count
    FROM grouped
    GROUP BY GROUPING SETS (
        (week, region_code, diagnosis_group, care_type), (week, diagnosis_group, care_type),
        (week, region_code, care_type), (week, care_type)
    )
    HAVING grouping(region_code) = 1 OR region_code IS NOT NULL
),
histogram AS (
    SELECT
        week,
        CASE WHEN grouping(region_code) = 1 THEN '00' ELSE region_code END AS region_code,
        CASE WHEN grouping(diagnosis_group) = 1 THEN 'all' ELSE diagnosis_group END AS diagnosis_group,
        care_type,
        wait_days,
        sum(eligible_count) AS eligible_count
    FROM grouped
    WHERE eligible_count > 0
    GROUP BY GROUPING SETS (
        (week, region_code, diagnosis_group, care_type, wait_days), (week, diagnosis_group, care_type, wait_days),
        (week, region_code, care_type, wait_days), (week, care_type, wait_days)
    )
    HAVING grouping(region_code) = 1 OR region_code IS NOT NULL
),
cumulated AS (
    -- The k-th value counted from 0 is the smallest waiting day up to which more than k have waited.
    SELECT
        week, region_code, diagnosis_group, care_type, wait_days,
        CAST(sum(eligible_count) OVER (PARTITION BY week, region_code, diagnosis_group, care_type ORDER BY wait_days)
            AS BIGINT) AS upto,
        CAST(sum(eligible_count) OVER (PARTITION BY week, region_code, diagnosis_group, care_type) AS BIGINT) AS n
    FROM histogram
),
order_statistics AS (
    SELECT
        week, region_code, diagnosis_group, care_type,
        min(wait_days) FILTER (upto > (n - 1) // 2) AS middle_low,
        min(wait_days) FILTER (upto > n // 2) AS middle_high,
        min(wait_days) FILTER (upto > 9 * (n - 1) // 10) AS ninth_low,
        min(wait_days) FILTER (upto > least(9 * (n - 1) // 10 + 1, n - 1)) AS ninth_high,
        any_value(9 * (n - 1) % 10) AS ninth_tenths
    FROM cumulated
    GROUP BY week, region_code, diagnosis_group, care_type
),
ungrouped AS (
    SELECT
        week,
        CASE WHEN grouping(region_code) = 1 THEN '00' ELSE region_code END AS region_code,
        'all' AS diagnosis_group,
        care_type,
        CAST(sum(waiting_count) AS BIGINT) AS ungrouped_count
    FROM by_week
    WHERE diagnosis_group IS NULL
    GROUP BY GROUPING SETS ((week, region_code, care_type), (week, care_type))
),
delivered AS (
    SELECT week, count(*) AS regions_delivered_count FROM facts.waiting_coverage GROUP BY week
),
expected AS (
    SELECT weeks.week, count(regions.region_code) AS regions_expected_count
    FROM facts.weeks AS weeks
    LEFT JOIN reference.regions AS regions
        ON weeks.state_date BETWEEN regions.valid_from AND coalesce(regions.valid_to, DATE '9999-12-31')
    GROUP BY weeks.week
)
SELECT
    week,
    region_code,
    diagnosis_group,
    care_type,
    totals.oldest_snapshot_date,
    totals.newest_snapshot_date,
    totals.waiting_count,
    totals.patient_chosen_count,
    totals.medical_count,
    totals.eligible_count,
    CASE WHEN NOT totals.limit_missing THEN totals.within_90_count END AS within_90_count,
    CASE WHEN NOT totals.limit_missing THEN totals.over_90_count END AS over_90_count,
    CASE WHEN NOT totals.limit_missing THEN totals.within_90_count / nullif(totals.eligible_count, 0) END
        AS within_90_share,
    (order_statistics.middle_low + order_statistics.middle_high) / 2 AS median_days,
    (10 * order_statistics.ninth_low
        + order_statistics.ninth_tenths * (order_statistics.ninth_high - order_statistics.ninth_low)) / 10 AS p90_days,
    false AS estimated,
    totals.regions_reporting_count,
    expected.regions_expected_count,
    coalesce(delivered.regions_delivered_count, 0) AS regions_delivered_count,
    CASE WHEN diagnosis_group = 'all' THEN coalesce(ungrouped.ungrouped_count, 0) END AS ungrouped_count
FROM totals
LEFT JOIN order_statistics USING (week, region_code, diagnosis_group, care_type)
LEFT JOIN ungrouped USING (week, region_code, diagnosis_group, care_type)
LEFT JOIN delivered USING (week)
LEFT JOIN expected USING (week)
ORDER BY week, region_code, diagnosis_group, care_type
