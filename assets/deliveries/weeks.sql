-- facts.weeks: every ISO week from the earliest measurement in force to the as-of day's.
-- state_date is the day that the state is taken: the week's Sunday, for the current week the as-of day.
WITH measured AS (
    SELECT CAST(period AS DATE) AS day FROM facts.waiting_list_in_force
    UNION ALL
    SELECT reported_date FROM facts.capacity_reports
),
bounds AS (
    SELECT least(min(measured.day), as_of.as_of_date) AS first_day, as_of.as_of_date
    FROM facts.as_of AS as_of
    LEFT JOIN measured ON true
    GROUP BY as_of.as_of_date
),
mondays AS (
    SELECT
        as_of_date,
        CAST(unnest(generate_series(date_trunc('week', first_day), date_trunc('week', as_of_date), INTERVAL 7 DAY)) AS DATE)
            AS monday
    FROM bounds
)
SELECT strftime(monday, '%G-W%V') AS week, monday, least(monday + 6, as_of_date) AS state_date
FROM mondays
ORDER BY monday
