-- published.capacity_by_diagnosis: mart.capacity_by_diagnosis; slots are no persons, and there is no unit level.
SELECT
    slot_week,
    region_code,
    diagnosis_group,
    care_type,
    slots_total_count,
    slots_free_count,
    slots_free_healthcare_region_count,
    slots_free_nation_count,
    units_reporting_count,
    stale_units_count,
    regions_reporting_count,
    regions_expected_count,
    slots_total_high_count,
    slots_free_high_count,
    slots_free_healthcare_region_high_count,
    slots_free_nation_high_count
FROM mart.capacity_by_diagnosis
ORDER BY slot_week, region_code, diagnosis_group, care_type
