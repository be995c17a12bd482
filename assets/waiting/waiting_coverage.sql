-- facts.waiting_coverage: which regions have a waiting list in each week's state, also one that says that nobody waits.
WITH nothing_to_report AS (
    SELECT sender_region_code AS region_code, CAST(period AS DATE) AS snapshot_date
    FROM facts.waiting_list_in_force
    WHERE holds IN ('whole', 'nothing') AND sender_region_code <> '00'
)
SELECT week, region_code FROM facts.waiting_states WHERE region_code IS NOT NULL
UNION
SELECT weeks.week, nothing_to_report.region_code
FROM facts.weeks AS weeks
JOIN reference.greatest_ages AS ages
    ON ages.kind = 'waiting_list'
    AND weeks.state_date BETWEEN ages.valid_from AND coalesce(ages.valid_to, DATE '9999-12-31')
JOIN nothing_to_report
    ON nothing_to_report.snapshot_date <= weeks.state_date
    AND weeks.state_date - nothing_to_report.snapshot_date <= ages.greatest_age_days
ORDER BY week, region_code
