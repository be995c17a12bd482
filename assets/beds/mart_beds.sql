-- mart.beds: indicators B-01 to B-04 by date, level (unit, region, healthcare_region, country), place and bed kind.
-- region_code: where the unit lies; on level healthcare_region that region's id; on level country 00.
-- Sums ignore what was not given and are empty where nobody gave it. Occupancy is sum over sum and may exceed 1.
-- overcrowded_per_100 and displaced_per_100 divide by the available beds of the units that gave the count
-- (overcrowded_available_count, displaced_available_count): the same ward-days above and below the line.
-- Where a unit withheld a small count (<5) a count is the least and its high_count the most that the sum can be; they
-- are equal where all is known, and the most is empty where nothing bounds it. A ratio of such counts is empty itself,
-- and stands between its low and its high one: least over most, and most over least.
-- status: the occupancy against the target in force on the date for the level and the kind; empty where there is none,
-- and where the bounds of the occupancy do not lie on the same side of the target.
-- Counts may have decimals (averages); they are added as decimals with ten places, so no order of adding matters.
-- ECMO is "of which" intensive care: kinds are never added to each other here.
WITH units AS (
    SELECT
        rows.date,
        in_force.unit_region_code AS unit_region_code,
        regions.healthcare_region,
        coalesce(in_force.unit_region_code, '00') || '|' || rows.care_unit_id AS unit_key,
        rows.care_unit_id,
        rows.bed_kind,
        CAST(rows.established_count AS DECIMAL(38, 10)) AS established_count,
        CAST(rows.established_high_count AS DECIMAL(38, 10)) AS established_high_count,
        CAST(rows.available_count AS DECIMAL(38, 10)) AS available_count,
        CAST(rows.available_high_count AS DECIMAL(38, 10)) AS available_high_count,
        CAST(rows.occupied_count AS DECIMAL(38, 10)) AS occupied_count,
        CAST(rows.occupied_high_count AS DECIMAL(38, 10)) AS occupied_high_count,
        CAST(rows.overcrowded_count AS DECIMAL(38, 10)) AS overcrowded_count,
        CAST(rows.overcrowded_high_count AS DECIMAL(38, 10)) AS overcrowded_high_count,
        CAST(rows.displaced_count AS DECIMAL(38, 10)) AS displaced_count,
        CAST(rows.displaced_high_count AS DECIMAL(38, 10)) AS displaced_high_count
    FROM archive.rows_beds AS rows
    JOIN facts.beds_in_force AS in_force
        ON in_force.delivery_id = rows.delivery_id AND in_force.care_unit_id = rows.care_unit_id
        AND CAST(in_force.period AS DATE) = rows.date
    LEFT JOIN reference.regions AS regions
        ON regions.region_code = in_force.unit_region_code
        AND rows.date BETWEEN regions.valid_from AND coalesce(regions.valid_to, DATE '9999-12-31')
),
totals AS (
    SELECT
        date,
        CASE
            WHEN grouping(unit_key) = 0 THEN 'unit'
            WHEN grouping(unit_region_code) = 0 THEN 'region'
            WHEN grouping(healthcare_region) = 0 THEN 'healthcare_region'
            ELSE 'country'
        END AS level,
        CASE level
            WHEN 'healthcare_region' THEN healthcare_region WHEN 'country' THEN '00' ELSE unit_region_code
        END AS region_code,
        care_unit_id,
        bed_kind,
        CAST(sum(established_count) AS DOUBLE) AS established_count,
        CAST(sum(available_count) AS DOUBLE) AS available_count,
        CAST(sum(occupied_count) AS DOUBLE) AS occupied_count,
        CAST(sum(overcrowded_count) AS DOUBLE) AS overcrowded_count,
        CAST(sum(displaced_count) AS DOUBLE) AS displaced_count,
        CAST(sum(available_count) FILTER (overcrowded_count IS NOT NULL) AS DOUBLE) AS overcrowded_available_count,
        CAST(sum(available_count) FILTER (displaced_count IS NOT NULL) AS DOUBLE) AS displaced_available_count,
        count(DISTINCT unit_region_code) AS regions_reporting_count,
        CASE WHEN count(established_high_count) = count(established_count) THEN CAST(sum(established_high_count) AS DOUBLE) END
            AS established_high_count,
        CASE WHEN count(available_high_count) = count(available_count) THEN CAST(sum(available_high_count) AS DOUBLE) END
            AS available_high_count,
        CASE WHEN count(occupied_high_count) = count(occupied_count) THEN CAST(sum(occupied_high_count) AS DOUBLE) END
            AS occupied_high_count,
        CASE WHEN count(overcrowded_high_count) = count(overcrowded_count) THEN CAST(sum(overcrowded_high_count) AS DOUBLE) END
            AS overcrowded_high_count,
        CASE WHEN count(displaced_high_count) = count(displaced_count) THEN CAST(sum(displaced_high_count) AS DOUBLE) END
            AS displaced_high_count,
        count(available_high_count) FILTER (overcrowded_count IS NOT NULL) = count(overcrowded_count) AS overcrowded_bounded,
        CASE WHEN overcrowded_bounded
            THEN CAST(sum(available_high_count) FILTER (overcrowded_count IS NOT NULL) AS DOUBLE) END
            AS overcrowded_available_high_count,
        count(available_high_count) FILTER (displaced_count IS NOT NULL) = count(displaced_count) AS displaced_bounded,
        CASE WHEN displaced_bounded
            THEN CAST(sum(available_high_count) FILTER (displaced_count IS NOT NULL) AS DOUBLE) END
            AS displaced_available_high_count
    FROM units
    GROUP BY GROUPING SETS (
        (date, unit_region_code, unit_key, care_unit_id, bed_kind), (date, unit_region_code, bed_kind),
        (date, healthcare_region, bed_kind), (date, bed_kind)
    )
    HAVING level IN ('unit', 'country') OR region_code IS NOT NULL
),
dates AS (
    SELECT DISTINCT date FROM units
),
expected AS (
    SELECT
        dates.date,
        CASE WHEN grouping(regions.healthcare_region) = 1 THEN '00' ELSE regions.healthcare_region END AS region_code,
        count(regions.region_code) AS regions_expected_count
    FROM dates
    JOIN reference.regions AS regions
        ON dates.date BETWEEN regions.valid_from AND coalesce(regions.valid_to, DATE '9999-12-31')
    GROUP BY GROUPING SETS ((dates.date, regions.healthcare_region), (dates.date))
),
bounds AS (
    SELECT
        totals.*,
        occupied_count / nullif(available_high_count, 0) AS occupancy_low_share,
        occupied_high_count / nullif(available_count, 0) AS occupancy_high_share,
        100 * overcrowded_count / nullif(overcrowded_available_high_count, 0) AS overcrowded_low_per_100,
        100 * overcrowded_high_count / nullif(overcrowded_available_count, 0) AS overcrowded_high_per_100,
        100 * displaced_count / nullif(displaced_available_high_count, 0) AS displaced_low_per_100,
        100 * displaced_high_count / nullif(displaced_available_count, 0) AS displaced_high_per_100
    FROM totals
)
SELECT
    bounds.date,
    bounds.level,
    bounds.region_code,
    bounds.care_unit_id,
    bounds.bed_kind,
    bounds.established_count,
    bounds.available_count,
    bounds.occupied_count,
    bounds.overcrowded_count,
    bounds.displaced_count,
    CASE WHEN occupancy_low_share = occupancy_high_share THEN occupancy_low_share END AS occupancy_share,
    CASE WHEN overcrowded_low_per_100 = overcrowded_high_per_100 THEN overcrowded_low_per_100 END
        AS overcrowded_per_100,
    CASE WHEN displaced_low_per_100 = displaced_high_per_100 THEN displaced_low_per_100 END AS displaced_per_100,
    targets.target_low_share,
    targets.target_high_share,
    CASE
        WHEN targets.target_low_share IS NULL THEN NULL
        WHEN occupancy_high_share < targets.target_low_share THEN 'below'
        WHEN occupancy_low_share > targets.target_high_share THEN 'above'
        WHEN occupancy_low_share >= targets.target_low_share AND occupancy_high_share <= targets.target_high_share
            THEN 'within'
    END AS status,
    bounds.regions_reporting_count,
    coalesce(expected.regions_expected_count, 1) AS regions_expected_count,
    bounds.overcrowded_available_count,
    bounds.displaced_available_count,
    bounds.established_high_count,
    bounds.available_high_count,
    bounds.occupied_high_count,
    bounds.overcrowded_high_count,
    bounds.displaced_high_count,
    bounds.overcrowded_available_high_count,
    bounds.displaced_available_high_count,
    bounds.occupancy_low_share,
    bounds.occupancy_high_share,
    bounds.overcrowded_low_per_100,
    bounds.overcrowded_high_per_100,
    bounds.displaced_low_per_100,
    bounds.displaced_high_per_100
FROM bounds
LEFT JOIN reference.bed_targets AS targets
    ON targets.level = bounds.level AND targets.bed_kind = bounds.bed_kind
    AND bounds.date BETWEEN targets.valid_from AND coalesce(targets.valid_to, DATE '9999-12-31')
LEFT JOIN expected
    ON expected.date = bounds.date AND expected.region_code = bounds.region_code
    AND bounds.level IN ('healthcare_region', 'country')
ORDER BY
    bounds.date,
    CASE bounds.level WHEN 'country' THEN 0 WHEN 'healthcare_region' THEN 1 WHEN 'region' THEN 2 ELSE 3 END,
    bounds.region_code NULLS LAST,
    bounds.care_unit_id,
    bounds.bed_kind
