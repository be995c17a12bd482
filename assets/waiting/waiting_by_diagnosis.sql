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
counted_with_limits AS (
    SELECT counted.*, limits.limit_days
    FROM counted
    JOIN (SELECT DISTINCT segment, snapshot_date FROM segments) AS snapshots USING (segment)
    LEFT JOIN reference.guarantee_limits AS limits
        ON limits.care_type = counted.care_type
        AND snapshots.snapshot_date BETWEEN limits.valid_from AND coalesce(limits.valid_to, DATE '9999-12-31')
),
lines AS (
    -- One region's snapshot, group and care type: what the weeks and the totals are put together from. From here on
    -- lines and cells (the rows of the table) go by number, which is several times faster than by their texts.
    SELECT
        row_number() OVER (ORDER BY segment, care_type, diagnosis_group) AS line,
        segment,
        care_type,
        diagnosis_group,
        any_value(limit_days) AS limit_days,
        CAST(sum(waiting_count) AS BIGINT) AS waiting_count,
        CAST(sum(patient_chosen_count) AS BIGINT) AS patient_chosen_count,
        CAST(sum(medical_count) AS BIGINT) AS medical_count,
        CAST(coalesce(sum(waiting_count - patient_chosen_count) FILTER (wait_days <= limit_days), 0) AS BIGINT)
            AS within_90_count,
        CAST(coalesce(sum(waiting_count - patient_chosen_count) FILTER (wait_days > limit_days), 0) AS BIGINT)
            AS over_90_count
    FROM counted_with_limits
    GROUP BY segment, care_type, diagnosis_group
),
line_weeks AS (
    SELECT lines.line, segment_weeks.week, segment_weeks.region_code, segment_weeks.snapshot_date
    FROM lines
    JOIN segment_weeks USING (segment)
),
line_cells AS (
    -- Every line goes into up to four cells of a week: its region and the country, its group and 'all'.
    SELECT
        dense_rank() OVER (ORDER BY week, place, group_or_all, care_type) AS cell,
        line,
        week,
        place AS region_code,
        group_or_all AS diagnosis_group,
        care_type,
        region_code AS counted_region,
        snapshot_date
    FROM (
        SELECT
            line_weeks.*,
            lines.care_type,
            unnest(CASE WHEN line_weeks.region_code IS NULL THEN ['00'] ELSE [line_weeks.region_code, '00'] END) AS place,
            lines.diagnosis_group
        FROM line_weeks
        JOIN lines USING (line)
        WHERE lines.diagnosis_group IS NOT NULL
    ) AS places, unnest([places.diagnosis_group, 'all']) AS groups (group_or_all)
),
totals AS (
    SELECT
        line_cells.cell,
        any_value(line_cells.week) AS week,
        any_value(line_cells.region_code) AS region_code,
        any_value(line_cells.diagnosis_group) AS diagnosis_group,
        any_value(line_cells.care_type) AS care_type,
        min(line_cells.snapshot_date) AS oldest_snapshot_date,
        max(line_cells.snapshot_date) AS newest_snapshot_date,
        CAST(sum(lines.waiting_count) AS BIGINT) AS waiting_count,
        CAST(sum(lines.patient_chosen_count) AS BIGINT) AS patient_chosen_count,
        CAST(sum(lines.medical_count) AS BIGINT) AS medical_count,
        CAST(sum(lines.waiting_count - lines.patient_chosen_count) AS BIGINT) AS eligible_count,
        CAST(sum(lines.within_90_count) AS BIGINT) AS within_90_count,
        CAST(sum(lines.over_90_count) AS BIGINT) AS over_90_count,
        bool_or(lines.limit_days IS NULL) AS limit_missing,
        count(DISTINCT line_cells.counted_region) AS regions_reporting_count
    FROM line_cells
    JOIN lines USING (line)
    GROUP BY line_cells.cell
),
histogram AS (
    SELECT line_cells.cell, counts.wait_days, CAST(sum(counts.eligible_count) AS BIGINT) AS eligible_count
    FROM (
        SELECT lines.line, counted.wait_days, counted.waiting_count - counted.patient_chosen_count AS eligible_count
        FROM counted
        JOIN lines USING (segment, care_type, diagnosis_group)
    ) AS counts
    JOIN line_cells USING (line)
    WHERE counts.eligible_count > 0
    GROUP BY line_cells.cell, counts.wait_days
),
cumulated AS (
    -- The k-th value counted from 0 is the smallest waiting day up to which more than k have waited.
    SELECT
        histogram.cell,
        histogram.wait_days,
        totals.eligible_count AS n,
        sum(histogram.eligible_count) OVER (PARTITION BY histogram.cell ORDER BY histogram.wait_days) AS upto
    FROM histogram
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
    SELECT
        line_weeks.week,
        CASE WHEN grouping(line_weeks.region_code) = 1 THEN '00' ELSE line_weeks.region_code END AS region_code,
        'all' AS diagnosis_group,
        lines.care_type,
        CAST(sum(lines.waiting_count) AS BIGINT) AS ungrouped_count
    FROM line_weeks
    JOIN lines USING (line)
    WHERE lines.diagnosis_group IS NULL
    GROUP BY GROUPING SETS (
        (line_weeks.week, line_weeks.region_code, lines.care_type), (line_weeks.week, lines.care_type)
    )
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
LEFT JOIN order_statistics USING (cell)
LEFT JOIN ungrouped USING (week, region_code, diagnosis_group, care_type)
LEFT JOIN delivered USING (week)
LEFT JOIN expected USING (week)
ORDER BY week, region_code, diagnosis_group, care_type
