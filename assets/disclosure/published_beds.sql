-- published.beds: mart.beds without unit level and without what counts persons (overcrowded, displaced).
-- Which columns may stand here is told by reference published_columns; assets/disclosure/policy.py checks it.
SELECT
    date,
    level,
    region_code,
    bed_kind,
    established_count,
    available_count,
    occupied_count,
    occupancy_share,
    target_low_share,
    target_high_share,
    status,
    regions_reporting_count,
    regions_expected_count,
    established_high_count,
    available_high_count,
    occupied_high_count,
    occupancy_low_share,
    occupancy_high_share
FROM mart.beds
WHERE level <> 'unit'
ORDER BY
    date, CASE level WHEN 'country' THEN 0 WHEN 'healthcare_region' THEN 1 ELSE 2 END, region_code, bed_kind
