-- mart.intensive_care: indicators I-01 and I-02 by date and region (00 is the country).
-- ECMO stands beside intensive care as "of which" and is never added to it. Free is available less occupied; below zero
-- means more patients than available beds. Where a unit withheld a small count the free beds are not known: the count is
-- empty, its low and its high one bound it. report_age_days: from the date of the count to the as-of day.
WITH counts AS (
    SELECT
        beds.date,
        beds.region_code,
        any_value(as_of.as_of_date) - beds.date AS report_age_days,
        coalesce(
            max(beds.regions_reporting_count) FILTER (beds.bed_kind = 'intensive_care'),
            max(beds.regions_reporting_count)
        ) AS regions_reporting_count,
        max(beds.regions_expected_count) AS regions_expected_count,
        max(beds.available_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_available_count,
        max(beds.occupied_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_occupied_count,
        max(beds.available_high_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_available_high_count,
        max(beds.occupied_high_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_occupied_high_count,
        intensive_care_available_count - intensive_care_occupied_high_count AS intensive_care_free_low_count,
        intensive_care_available_high_count - intensive_care_occupied_count AS intensive_care_free_high_count,
        max(beds.available_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_available_count,
        max(beds.occupied_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_occupied_count,
        max(beds.available_high_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_available_high_count,
        max(beds.occupied_high_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_occupied_high_count,
        ecmo_available_count - ecmo_occupied_high_count AS ecmo_free_low_count,
        ecmo_available_high_count - ecmo_occupied_count AS ecmo_free_high_count
    FROM mart.beds AS beds, facts.as_of AS as_of
    WHERE beds.level IN ('region', 'country') AND beds.bed_kind IN ('intensive_care', 'ecmo')
    GROUP BY beds.date, beds.region_code
)
SELECT
    date,
    region_code,
    intensive_care_available_count,
    intensive_care_occupied_count,
    CASE WHEN intensive_care_free_low_count = intensive_care_free_high_count THEN intensive_care_free_low_count END AS intensive_care_free_count,
    ecmo_available_count,
    ecmo_occupied_count,
    CASE WHEN ecmo_free_low_count = ecmo_free_high_count THEN ecmo_free_low_count END AS ecmo_free_count,
    report_age_days,
    regions_reporting_count,
    regions_expected_count,
    intensive_care_available_high_count,
    intensive_care_occupied_high_count,
    intensive_care_free_low_count,
    intensive_care_free_high_count,
    ecmo_available_high_count,
    ecmo_occupied_high_count,
    ecmo_free_low_count,
    ecmo_free_high_count
FROM counts
ORDER BY date, region_code
