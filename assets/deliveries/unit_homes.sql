-- facts.unit_homes: in which region a unit lies, by the registers in force.
-- A row with sender_region_code holds for what that sender reports; a row without one for every other sender.
-- For sender S and unit u, the first of these that is there:
--   1. S's own register says that u lies in S;
--   2. exactly one other region's own register says that u lies there;
--   3. S's register says that u lies in another region;
--   4. any other register's claim about a third region, a region's before the agency's (00), the latest received first.
-- A unit that several other regions claim for themselves stays unregistered for S: equal local codes of two regions are
-- two units. What gets no row here is unregistered: it is the sender's own.
WITH claims AS (
    SELECT
        units.sender_region_code,
        units.care_unit_id,
        min(units.region_code) AS claimed_region,
        max(sheets.delivery_order) AS delivery_order
    FROM tidy.care_units AS units
    JOIN (SELECT DISTINCT delivery_id, delivery_order FROM facts.sheets) AS sheets USING (delivery_id)
    WHERE units.region_code IS NOT NULL
    GROUP BY units.sender_region_code, units.care_unit_id
),
own_claims AS (
    SELECT care_unit_id, count(*) AS claims_count, min(sender_region_code) AS region_code
    FROM claims
    WHERE claimed_region = sender_region_code
    GROUP BY care_unit_id
),
third_claims AS (
    SELECT
        care_unit_id,
        first(claimed_region ORDER BY sender_region_code = '00', delivery_order DESC, sender_region_code) AS region_code
    FROM claims
    WHERE claimed_region <> sender_region_code
    GROUP BY care_unit_id
),
by_sender AS (
    SELECT
        claims.sender_region_code,
        claims.care_unit_id,
        CASE
            WHEN claims.claimed_region = claims.sender_region_code THEN claims.sender_region_code
            WHEN own_claims.claims_count = 1 THEN own_claims.region_code
            ELSE claims.claimed_region
        END AS unit_region_code
    FROM claims
    LEFT JOIN own_claims USING (care_unit_id)
),
for_others AS (
    SELECT
        CAST(NULL AS VARCHAR) AS sender_region_code,
        care_unit_id,
        CASE WHEN own_claims.claims_count = 1 THEN own_claims.region_code ELSE third_claims.region_code END
            AS unit_region_code
    FROM own_claims
    FULL JOIN third_claims USING (care_unit_id)
    WHERE coalesce(own_claims.claims_count, 0) <= 1
)
SELECT sender_region_code, care_unit_id, unit_region_code FROM by_sender
UNION ALL
SELECT sender_region_code, care_unit_id, unit_region_code FROM for_others
ORDER BY care_unit_id, sender_region_code NULLS LAST
