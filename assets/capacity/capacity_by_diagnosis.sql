-- mart.capacity_by_diagnosis: indicators K-01 to K-04, at the as-of day, by the week of the slots, the region where the
-- unit lies (00 is the country), diagnosis group ('all': over the groups) and care type.
-- Counted: slot kinds procedures and visits that are not stale. "Free and open at least this far": open to the health
-- care region means healthcare_region or nation. slots_total_count is summed over the units that gave it, and empty where
-- none did. A unit is stale in a row when all its reports of these kinds there are too old; a row that only stale units
-- make up stays, with 0 slots.
-- Where a unit withheld a small count (<5) a count is the least and its high_count the most that the sum can be; they
-- are equal where all is known, and the most is empty where nothing bounds it.
WITH reports AS (
    SELECT
        slots.*,
        coalesce(slots.region_code, '00') || '|' || slots.care_unit_id AS unit_key,
        slots.reported_date <= as_of.as_of_date AND slots.last_valid_date >= as_of.as_of_date AS fresh,
        fresh AND accepts_from IN ('healthcare_region', 'nation') AS open_healthcare_region,
        fresh AND accepts_from = 'nation' AS open_nation,
        CASE WHEN fresh THEN slots_free_count ELSE 0 END AS free,
        CASE WHEN fresh THEN slots_free_high_count ELSE 0 END AS free_high,
        CASE WHEN open_healthcare_region THEN slots_free_count ELSE 0 END AS free_healthcare_region,
        CASE WHEN open_healthcare_region THEN slots_free_high_count ELSE 0 END AS free_healthcare_region_high,
        CASE WHEN open_nation THEN slots_free_count ELSE 0 END AS free_nation,
        CASE WHEN open_nation THEN slots_free_high_count ELSE 0 END AS free_nation_high,
        CASE WHEN fresh THEN slots_total_count END AS total,
        CASE WHEN fresh THEN slots_total_high_count END AS total_high
    FROM tidy.free_capacity AS slots, facts.as_of AS as_of
    WHERE slots.slot_kind IN ('procedures', 'visits')
),
totals AS (
    SELECT
        week AS slot_week,
        CASE WHEN grouping(region_code) = 1 THEN '00' ELSE region_code END AS region_code,
        CASE WHEN grouping(diagnosis_group) = 1 THEN 'all' ELSE diagnosis_group END AS diagnosis_group,
        care_type,
        CASE WHEN bool_or(fresh) THEN CAST(sum(total) AS BIGINT) ELSE 0 END AS slots_total_count,
        CAST(sum(free) AS BIGINT) AS slots_free_count,
        CAST(sum(free_healthcare_region) AS BIGINT) AS slots_free_healthcare_region_count,
        CAST(sum(free_nation) AS BIGINT) AS slots_free_nation_count,
        count(DISTINCT unit_key) FILTER (fresh) AS units_reporting_count,
        count(DISTINCT unit_key) - count(DISTINCT unit_key) FILTER (fresh) AS stale_units_count,
        count(DISTINCT region_code) FILTER (fresh) AS regions_reporting_count,
        CASE
            WHEN NOT bool_or(fresh) THEN 0
            WHEN count(total_high) = count(total) THEN CAST(sum(total_high) AS BIGINT)
        END AS slots_total_high_count,
        CASE WHEN count(free_high) = count(free) THEN CAST(sum(free_high) AS BIGINT) END AS slots_free_high_count,
        CASE WHEN count(free_healthcare_region_high) = count(free_healthcare_region)
            THEN CAST(sum(free_healthcare_region_high) AS BIGINT) END AS slots_free_healthcare_region_high_count,
        CASE WHEN count(free_nation_high) = count(free_nation) THEN CAST(sum(free_nation_high) AS BIGINT) END
            AS slots_free_nation_high_count
    FROM reports
    GROUP BY GROUPING SETS (
        (week, region_code, diagnosis_group, care_type), (week, diagnosis_group, care_type),
        (week, region_code, care_type), (week, care_type)
    )
    HAVING grouping(region_code) = 1 OR region_code IS NOT NULL
),
expected AS (
    SELECT count(*) AS regions_expected_count
    FROM reference.regions AS regions, facts.as_of AS as_of
    WHERE as_of.as_of_date BETWEEN regions.valid_from AND coalesce(regions.valid_to, DATE '9999-12-31')
)
SELECT totals.*, expected.regions_expected_count
FROM totals, expected
ORDER BY slot_week, region_code, diagnosis_group, care_type
