-- mart.intensive_care: indicators I-01 and I-02 by date and region (00 is the country).
-- ECMO stands beside intensive care as "of which" and is never added to it. Free is available less occupied; below zero
-- means more patients than available beds. report_age_days: from the date of the count to the as-of day.
SELECT
    beds.date,
    beds.region_code,
    max(beds.available_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_available_count,
    max(beds.occupied_count) FILTER (beds.bed_kind = 'intensive_care') AS intensive_care_occupied_count,
    intensive_care_available_count - intensive_care_occupied_count AS intensive_care_free_count,
    max(beds.available_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_available_count,
    max(beds.occupied_count) FILTER (beds.bed_kind = 'ecmo') AS ecmo_occupied_count,
    ecmo_available_count - ecmo_occupied_count AS ecmo_free_count,
    any_value(as_of.as_of_date) - beds.date AS report_age_days,
    coalesce(
        max(beds.regions_reporting_count) FILTER (beds.bed_kind = 'intensive_care'), max(beds.regions_reporting_count)
    ) AS regions_reporting_count,
    max(beds.regions_expected_count) AS regions_expected_count
FROM mart.beds AS beds, facts.as_of AS as_of
WHERE beds.level IN ('region', 'country') AND beds.bed_kind IN ('intensive_care', 'ecmo')
GROUP BY beds.date, beds.region_code
ORDER BY beds.date, beds.region_code
