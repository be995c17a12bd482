-- mart.balance_by_diagnosis: indicator K-05 by week, region (00 is the country), diagnosis group and care type.
-- Need: over_90_count of mart.waiting_by_diagnosis. Room: free slots of the 12 ISO weeks after the week, from the reports
-- in force on the week's state day: own = in the region's units that take patients at all (own region or wider);
-- healthcare_region and nation = free and open at least that far, in units that lie in the region.
-- A region with slots but nobody waiting, or the reverse, has its row with 0. Where the region's waiting list is not in
-- the week's state at all the need is not known: over_90_count and gap_count are empty, no zero is invented.
-- Where a unit withheld a small count (<5) a count of slots is the least and its high_count the most that the sum can be.
-- The gap is then not known: gap_count is empty, gap_low_count and gap_high_count bound it.
-- weeks_to_clear needs performed care and is empty without it. regions_reporting_count: regions with a waiting list in
-- the row; slots_regions_count: regions with reports of slots in it.
WITH slots AS (
    SELECT
        weeks.week,
        reports.region_code,
        reports.diagnosis_group,
        reports.care_type,
        reports.accepts_from IN ('own_region', 'healthcare_region', 'nation') AS open_own,
        reports.accepts_from IN ('healthcare_region', 'nation') AS open_healthcare_region,
        reports.accepts_from = 'nation' AS open_nation,
        CASE WHEN open_own THEN reports.slots_free_count ELSE 0 END AS own,
        CASE WHEN open_own THEN reports.slots_free_high_count ELSE 0 END AS own_high,
        CASE WHEN open_healthcare_region THEN reports.slots_free_count ELSE 0 END AS healthcare,
        CASE WHEN open_healthcare_region THEN reports.slots_free_high_count ELSE 0 END AS healthcare_high,
        CASE WHEN open_nation THEN reports.slots_free_count ELSE 0 END AS nation,
        CASE WHEN open_nation THEN reports.slots_free_high_count ELSE 0 END AS nation_high
    FROM facts.weeks AS weeks
    JOIN facts.capacity_reports AS reports
        ON reports.reported_date <= weeks.state_date
        AND coalesce(reports.replaced_date, DATE '9999-12-31') > weeks.state_date
        AND reports.last_valid_date >= weeks.state_date
        AND reports.slot_monday BETWEEN weeks.monday + 7 AND weeks.monday + 84
    WHERE reports.slot_kind IN ('procedures', 'visits')
),
room AS (
    SELECT
        week,
        CASE WHEN grouping(region_code) = 1 THEN '00' ELSE region_code END AS region_code,
        CASE WHEN grouping(diagnosis_group) = 1 THEN 'all' ELSE diagnosis_group END AS diagnosis_group,
        care_type,
        CAST(sum(own) AS BIGINT) AS slots_free_own_count,
        CASE WHEN count(own_high) = count(own) THEN CAST(sum(own_high) AS BIGINT) END AS slots_free_own_high_count,
        CAST(sum(healthcare) AS BIGINT) AS slots_free_healthcare_region_count,
        CASE WHEN count(healthcare_high) = count(healthcare) THEN CAST(sum(healthcare_high) AS BIGINT) END
            AS slots_free_healthcare_region_high_count,
        CAST(sum(nation) AS BIGINT) AS slots_free_nation_count,
        CASE WHEN count(nation_high) = count(nation) THEN CAST(sum(nation_high) AS BIGINT) END
            AS slots_free_nation_high_count,
        count(DISTINCT region_code) AS slots_regions_count
    FROM slots
    GROUP BY GROUPING SETS (
        (week, region_code, diagnosis_group, care_type), (week, diagnosis_group, care_type),
        (week, region_code, care_type), (week, care_type)
    )
    HAVING grouping(region_code) = 1 OR region_code IS NOT NULL
),
coverage AS (
    SELECT week, region_code FROM facts.waiting_coverage
    UNION
    SELECT week, '00' FROM facts.waiting_coverage
),
waiting AS (
    SELECT
        week, region_code, diagnosis_group, care_type, over_90_count, over_90_count IS NULL AS limit_missing,
        regions_reporting_count
    FROM mart.waiting_by_diagnosis
),
needs AS (
    SELECT
        week,
        region_code,
        diagnosis_group,
        care_type,
        CASE
            WHEN waiting.limit_missing THEN NULL
            WHEN waiting.over_90_count IS NOT NULL THEN waiting.over_90_count
            WHEN coverage.week IS NOT NULL THEN 0
        END AS over_90_count,
        coalesce(room.slots_free_own_count, 0) AS slots_free_own_count,
        coalesce(room.slots_free_healthcare_region_count, 0) AS slots_free_healthcare_region_count,
        coalesce(room.slots_free_nation_count, 0) AS slots_free_nation_count,
        CASE WHEN room.week IS NULL THEN 0 ELSE room.slots_free_own_high_count END AS slots_free_own_high_count,
        CASE WHEN room.week IS NULL THEN 0 ELSE room.slots_free_healthcare_region_high_count END
            AS slots_free_healthcare_region_high_count,
        CASE WHEN room.week IS NULL THEN 0 ELSE room.slots_free_nation_high_count END AS slots_free_nation_high_count,
        coalesce(waiting.regions_reporting_count, 0) AS regions_reporting_count,
        coalesce(room.slots_regions_count, 0) AS slots_regions_count
    FROM waiting
    FULL JOIN room USING (week, region_code, diagnosis_group, care_type)
    LEFT JOIN coverage USING (week, region_code)
)
SELECT
    week,
    region_code,
    diagnosis_group,
    care_type,
    over_90_count,
    slots_free_own_count,
    slots_free_healthcare_region_count,
    slots_free_nation_count,
    CASE WHEN slots_free_own_count = slots_free_own_high_count THEN over_90_count - slots_free_own_count END
        AS gap_count,
    CAST(NULL AS DOUBLE) AS weeks_to_clear,
    regions_reporting_count,
    slots_regions_count,
    slots_free_own_high_count,
    slots_free_healthcare_region_high_count,
    slots_free_nation_high_count,
    over_90_count - slots_free_own_high_count AS gap_low_count,
    over_90_count - slots_free_own_count AS gap_high_count
FROM needs
ORDER BY week, region_code, diagnosis_group, care_type
