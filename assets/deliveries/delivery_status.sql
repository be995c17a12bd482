-- mart.delivery_status: indicator L-01 by week, region and kind in the delivery calendar, from the week of the first
-- delivery to the as-of day's. It tells what had been received by the end of the week (the as-of day in the last one).
-- expected_by: the last day on which a delivery was due, by delivery_calendar: weekly on ISO weekday due_day; monthly on
--   day due_day of the month (its last day in shorter months); yearly on day due_day of the year; daily: every day, and
--   at most due_day days may pass between two. The window begins the day after the due day before that one.
-- The latest delivery of the kind (a whole sheet, withdrawn ones apart) gives received_at, accepted_count, refused_count.
-- status, the first that is true:
--   missing       the region has never sent the kind in a form that could be used, and nothing is waiting to be mended
--   returned      the latest delivery of the kind came back, so the one before it, if any, is in force
--   stale         what is in force is older than the kind's greatest age
--   late          the due day has passed and no delivery came in the window
--   with_remarks  the latest delivery was accepted with remarks
--   delivered     the latest delivery was accepted
-- late (the column) is true where the delivery had not come by the end of expected_by, also if it came afterwards.
-- Who waits is told row by row or as counts: of waiting_list and waiting_summary a region has the kind that it sends, or
--   both if it sends both; waiting_list where it has sent neither.
-- age_days: of the newest snapshot or bed day that had been received; for other kinds since the latest usable receipt.
WITH bounds AS (
    SELECT min(deliveries.received_date) AS first_day, any_value(as_of.as_of_date) AS as_of_date
    FROM facts.as_of AS as_of
    LEFT JOIN facts.deliveries AS deliveries ON true
),
weeks AS (
    SELECT strftime(monday, '%G-W%V') AS week, monday, least(monday + 6, as_of_date) AS state_date
    FROM (
        SELECT
            CAST(unnest(
                generate_series(date_trunc('week', first_day), date_trunc('week', as_of_date), INTERVAL 7 DAY)
            ) AS DATE) AS monday,
            as_of_date
        FROM bounds
    )
),
calendar AS (
    SELECT
        weeks.week,
        weeks.monday,
        weeks.state_date,
        regions.region_code,
        calendar.kind,
        calendar.cadence,
        CAST(calendar.due_day AS INTEGER) AS due_day,
        ages.greatest_age_days
    FROM weeks
    JOIN reference.delivery_calendar AS calendar
        ON weeks.state_date BETWEEN calendar.valid_from AND coalesce(calendar.valid_to, DATE '9999-12-31')
    JOIN reference.regions AS regions
        ON weeks.state_date BETWEEN regions.valid_from AND coalesce(regions.valid_to, DATE '9999-12-31')
    LEFT JOIN reference.greatest_ages AS ages
        ON ages.kind = calendar.kind
        AND weeks.state_date BETWEEN ages.valid_from AND coalesce(ages.valid_to, DATE '9999-12-31')
),
candidates AS (
    SELECT
        week, region_code, kind,
        unnest(CASE cadence
            WHEN 'daily' THEN [state_date, state_date - 1 - due_day]
            WHEN 'weekly' THEN [monday + due_day - 1, monday + due_day - 8, monday + due_day - 15]
            WHEN 'monthly' THEN [
                CAST(least(month_start + (due_day - 1), last_day(month_start)) AS DATE)
                FOR month_start IN [
                    CAST(date_trunc('month', state_date) AS DATE),
                    CAST(date_trunc('month', state_date) - INTERVAL 1 MONTH AS DATE),
                    CAST(date_trunc('month', state_date) - INTERVAL 2 MONTH AS DATE)
                ]
            ]
            WHEN 'yearly' THEN [
                make_date(year(state_date), 1, 1) + due_day - 1,
                make_date(year(state_date) - 1, 1, 1) + due_day - 1,
                make_date(year(state_date) - 2, 1, 1) + due_day - 1
            ]
        END) AS due_date,
        state_date
    FROM calendar
),
due AS (
    SELECT week, region_code, kind, max(due_date) AS expected_by, min(due_date) AS due_before
    FROM (
        SELECT *
        FROM candidates
        WHERE due_date <= state_date
        QUALIFY row_number() OVER (PARTITION BY week, region_code, kind ORDER BY due_date DESC) <= 2
    )
    GROUP BY week, region_code, kind
),
received AS (
    -- One line per delivery and kind: the worst of its sheets of the kind.
    SELECT
        delivery_id,
        sender_region_code AS region_code,
        kind,
        any_value(delivery_order) AS delivery_order,
        any_value(received_at) AS received_at,
        any_value(received_date) AS received_date,
        bool_or(in_picture) AS usable,
        bool_or(NOT in_picture) AS returned,
        bool_or(verdict = 'accepted_with_remarks') AS with_remarks,
        sum(accepted_count) AS accepted_count,
        sum(refused_count) AS refused_count
    FROM facts.sheets
    WHERE verdict IN ('accepted', 'accepted_with_remarks', 'returned', 'quarantined')
    GROUP BY delivery_id, sender_region_code, kind
),
newest_measured AS (
    SELECT
        sheets.sender_region_code AS region_code, sheets.kind, sheets.received_date,
        CAST(coalesce(sheets.empty_period, pieces.period) AS DATE) AS measured_date
    FROM facts.sheets AS sheets
    LEFT JOIN (SELECT delivery_id, kind, sheet, max(period) AS period FROM archive.pieces GROUP BY ALL) AS pieces
        USING (delivery_id, kind, sheet)
    WHERE sheets.in_picture AND sheets.kind IN ('waiting_list', 'waiting_summary', 'beds')
),
by_then AS (
    SELECT
        calendar.week, calendar.region_code, calendar.kind,
        any_value(calendar.state_date) AS state_date,
        any_value(calendar.greatest_age_days) AS greatest_age_days,
        any_value(due.expected_by) AS expected_by,
        max(received.received_date) FILTER (received.usable) AS usable_date,
        bool_or(received.usable AND received.received_date > due.due_before) AS came_in_window,
        bool_or(received.usable AND received.received_date > due.due_before
            AND received.received_date <= due.expected_by) AS came_in_time,
        arg_max(received, received.delivery_order) AS latest
    FROM calendar
    LEFT JOIN due USING (week, region_code, kind)
    LEFT JOIN received
        ON received.region_code = calendar.region_code AND received.kind = calendar.kind
        AND received.received_date <= calendar.state_date
    GROUP BY calendar.week, calendar.region_code, calendar.kind
),
measured AS (
    SELECT by_then.week, by_then.region_code, by_then.kind, max(newest_measured.measured_date) AS measured_date
    FROM by_then
    JOIN newest_measured
        ON newest_measured.region_code = by_then.region_code AND newest_measured.kind = by_then.kind
        AND newest_measured.received_date <= by_then.state_date
    GROUP BY by_then.week, by_then.region_code, by_then.kind
),
ways_of_waiting AS (
    SELECT
        week,
        region_code,
        bool_or(kind = 'waiting_list' AND latest IS NOT NULL) AS sends_rows,
        bool_or(kind = 'waiting_summary' AND latest IS NOT NULL) AS sends_summary
    FROM by_then
    GROUP BY week, region_code
),
judged AS (
    SELECT
        by_then.*,
        by_then.state_date - CASE
            WHEN by_then.kind IN ('waiting_list', 'waiting_summary', 'beds') THEN measured.measured_date ELSE by_then.usable_date
        END AS age_days,
        by_then.expected_by < by_then.state_date AND NOT coalesce(by_then.came_in_window, false) AS overdue
    FROM by_then
    LEFT JOIN measured USING (week, region_code, kind)
)
SELECT
    week,
    region_code,
    kind,
    expected_by,
    latest.received_at AS received_at,
    CASE
        WHEN latest.returned THEN 'returned'
        WHEN usable_date IS NULL THEN 'missing'
        WHEN age_days > greatest_age_days THEN 'stale'
        WHEN overdue THEN 'late'
        WHEN latest.with_remarks THEN 'with_remarks'
        ELSE 'delivered'
    END AS status,
    CAST(latest.accepted_count AS BIGINT) AS accepted_count,
    CAST(latest.refused_count AS BIGINT) AS refused_count,
    age_days,
    expected_by < state_date AND NOT coalesce(came_in_time, false) AS late
FROM judged
JOIN ways_of_waiting USING (week, region_code)
WHERE CASE kind
    WHEN 'waiting_summary' THEN sends_summary
    WHEN 'waiting_list' THEN sends_rows OR NOT sends_summary
    ELSE true
END
ORDER BY week, region_code, kind
