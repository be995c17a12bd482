-- mart.transfers_by_year: indicators F-01 to F-04 at the finest grain, no totals (those are made for publication).
-- emergency and highly_specialised are never counted; patient_choice and other stand under their reason. Cases that
-- belong to no diagnosis group are outside (mart.picture counts them).
-- patients_count: distinct patients among the treated; a treated case without a pseudonym counts as one patient.
-- median_waited_days: of the treated that tell it, type 7. reported_by_care_region_count: cases in the row that the home
-- region did not report itself.
SELECT
    year,
    home_region,
    care_region,
    diagnosis_group,
    care_type,
    ownership,
    reason,
    agreement_kind,
    count(*) AS offered_count,
    count(*) FILTER (answer = 'accepted') AS accepted_count,
    count(*) FILTER (treated_date IS NOT NULL) AS treated_count,
    count(DISTINCT sender_region_code || '|' || patient_hash) FILTER (treated_date IS NOT NULL)
        + count(*) FILTER (treated_date IS NOT NULL AND patient_hash IS NULL) AS patients_count,
    quantile_cont(CAST(waited_days AS DOUBLE), 0.5) FILTER (treated_date IS NOT NULL) AS median_waited_days,
    count(*) FILTER (reported_by_care_region) AS reported_by_care_region_count
FROM facts.transfer_cases
WHERE reason NOT IN ('emergency', 'highly_specialised') AND diagnosis_group IS NOT NULL
GROUP BY ALL
ORDER BY ALL
