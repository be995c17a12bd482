-- mart.cancer_lead_times: indicators S-01 to S-03 by half-year of the suspicion, the patient's home region (00 is the
-- country), pathway, branch and treatment; branch and treatment also 'all'.
-- A case is a pathway in force that ended with a first treatment, on whatever day it was reported: greatest ages do not
-- touch events. One whose home region is unknown counts in the country alone. A case without branch or treatment counts
-- in 'all' alone.
-- lead_time_days: calendar days from the well-founded suspicion to the start of the treatment; median and 90th percentile
-- of type 7, worked out in whole numbers and divided once.
-- The limit is the row in force on the day of suspicion for pathway, branch and treatment, the most particular one first;
-- where some case of a cell has none, the counts against it are empty. limit_days is empty where cases of a cell have
-- different limits; limit_version names every version, as `1` or `1, 2`; limit_verified: somebody has checked all of them.
-- The share is not given below 5 cases.
WITH reported AS (
    SELECT
        concat(year(counts.suspicion_date), 'H', CASE WHEN month(counts.suspicion_date) <= 6 THEN 1 ELSE 2 END)
            AS half_year,
        counts.suspicion_date,
        counts.patient_region,
        counts.pathway,
        counts.branch,
        counts.treatment,
        CAST(counts.lead_time_days AS BIGINT) AS lead_time_days,
        CAST(sum(counts.cases_count) AS BIGINT) AS cases_count
    FROM archive.reduced_cancer_pathways AS counts
    JOIN facts.cancer_pathways_in_force AS in_force
        ON in_force.holds = 'unit' AND in_force.delivery_id = counts.delivery_id
        AND in_force.care_unit_id IS NOT DISTINCT FROM counts.care_unit_id
        AND in_force.period = strftime(counts.suspicion_date, '%Y-%m')
    WHERE counts.lead_time_days IS NOT NULL
    GROUP BY ALL
),
limits AS (
    SELECT asked.*, limits.limit_days, limits.limit_version, limits.verified
    FROM (SELECT DISTINCT suspicion_date, pathway, branch, treatment FROM reported) AS asked
    JOIN reference.cancer_pathway_limits AS limits
        ON limits.pathway = asked.pathway
        AND limits.branch IN ('all', asked.branch)
        AND limits.treatment IN ('all', asked.treatment)
        AND asked.suspicion_date BETWEEN limits.valid_from AND coalesce(limits.valid_to, DATE '9999-12-31')
    QUALIFY row_number() OVER (
        PARTITION BY asked.suspicion_date, asked.pathway, asked.branch, asked.treatment
        ORDER BY limits.branch = 'all', limits.treatment = 'all'
    ) = 1
),
cases AS (
    SELECT reported.*, limits.limit_days, limits.limit_version, limits.verified
    FROM reported
    LEFT JOIN limits
        ON limits.suspicion_date = reported.suspicion_date AND limits.pathway = reported.pathway
        AND limits.branch IS NOT DISTINCT FROM reported.branch
        AND limits.treatment IS NOT DISTINCT FROM reported.treatment
),
cell_cases AS (
    -- Every case goes into up to eight cells: its region and the country, its branch and 'all', its treatment and 'all'.
    SELECT
        dense_rank() OVER (ORDER BY half_year, place, pathway, branch_or_all, treatment_or_all) AS cell,
        half_year,
        place AS region_code,
        pathway,
        branch_or_all AS branch,
        treatment_or_all AS treatment,
        patient_region,
        lead_time_days,
        limit_days,
        limit_version,
        verified,
        cases_count
    FROM cases,
        unnest(CASE WHEN patient_region IS NULL THEN ['00'] ELSE [patient_region, '00'] END) AS places (place),
        unnest(CASE WHEN branch IS NULL THEN ['all'] ELSE [branch, 'all'] END) AS branches (branch_or_all),
        unnest(CASE WHEN treatment IS NULL THEN ['all'] ELSE [treatment, 'all'] END) AS treatments (treatment_or_all)
),
totals AS (
    SELECT
        cell,
        any_value(half_year) AS half_year,
        any_value(region_code) AS region_code,
        any_value(pathway) AS pathway,
        any_value(branch) AS branch,
        any_value(treatment) AS treatment,
        CAST(sum(cases_count) AS BIGINT) AS cases_count,
        CAST(coalesce(sum(cases_count) FILTER (lead_time_days <= limit_days), 0) AS BIGINT) AS within_limit_count,
        bool_or(limit_days IS NULL) AS limit_missing,
        CASE WHEN count(DISTINCT limit_days) = 1 THEN min(limit_days) END AS limit_days,
        string_agg(DISTINCT limit_version, ', ' ORDER BY limit_version) AS limit_version,
        bool_and(verified) AS limit_verified,
        count(DISTINCT patient_region) AS regions_reporting_count
    FROM cell_cases
    GROUP BY cell
),
cumulated AS (
    -- The k-th value counted from 0 is the smallest lead time up to which more than k cases have ended.
    SELECT
        histogram.cell,
        histogram.lead_time_days,
        totals.cases_count AS n,
        sum(histogram.cases_count) OVER (PARTITION BY histogram.cell ORDER BY histogram.lead_time_days) AS upto
    FROM (
        SELECT cell, lead_time_days, CAST(sum(cases_count) AS BIGINT) AS cases_count
        FROM cell_cases
        GROUP BY cell, lead_time_days
    ) AS histogram
    JOIN totals USING (cell)
),
order_statistics AS (
    SELECT
        cell,
        min(lead_time_days) FILTER (upto > (n - 1) // 2) AS middle_low,
        min(lead_time_days) FILTER (upto > n // 2) AS middle_high,
        min(lead_time_days) FILTER (upto > 9 * (n - 1) // 10) AS ninth_low,
        min(lead_time_days) FILTER (upto > least(9 * (n - 1) // 10 + 1, n - 1)) AS ninth_high,
        any_value(9 * (n - 1) % 10) AS ninth_tenths
    FROM cumulated
    GROUP BY cell
),
half_years AS (
    SELECT DISTINCT
        half_year,
        CAST(left(half_year, 4) || CASE WHEN half_year LIKE '%H1' THEN '-06-30' ELSE '-12-31' END AS DATE) AS last_day
    FROM totals
)
SELECT
    totals.half_year,
    totals.region_code,
    totals.pathway,
    totals.branch,
    totals.treatment,
    totals.cases_count,
    CASE WHEN NOT totals.limit_missing THEN totals.within_limit_count END AS within_limit_count,
    CASE WHEN NOT totals.limit_missing AND totals.cases_count >= 5
        THEN totals.within_limit_count / totals.cases_count END AS within_limit_share,
    CASE WHEN NOT totals.limit_missing THEN totals.limit_days END AS limit_days,
    CASE WHEN NOT totals.limit_missing THEN totals.limit_version END AS limit_version,
    CASE WHEN NOT totals.limit_missing THEN totals.limit_verified END AS limit_verified,
    (order_statistics.middle_low + order_statistics.middle_high) / 2 AS median_days,
    (10 * order_statistics.ninth_low
        + order_statistics.ninth_tenths * (order_statistics.ninth_high - order_statistics.ninth_low)) / 10 AS p90_days,
    goals.goal_share,
    totals.regions_reporting_count
FROM totals
JOIN order_statistics USING (cell)
JOIN half_years USING (half_year)
LEFT JOIN reference.goals AS goals
    ON goals.goal_id = 'cancer_pathway_within_limit'
    AND half_years.last_day BETWEEN goals.valid_from AND coalesce(goals.valid_to, DATE '9999-12-31')
ORDER BY totals.half_year, totals.region_code, totals.pathway, totals.branch, totals.treatment
