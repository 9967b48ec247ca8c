-- kpi nps
WITH answers AS (
    SELECT segment, touchpoint, score FROM nps_survey JOIN period ON answered_on >= opens AND answered_on < closes
    LEFT JOIN customers USING (customer_id)
)
SELECT NULL, NULL, 100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), count(*) FROM answers
UNION ALL
SELECT 'segment', segment, 100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), count(*)
FROM answers GROUP BY segment
UNION ALL
SELECT 'touchpoint', touchpoint, 100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), count(*)
FROM answers GROUP BY touchpoint;

-- kpi csat
SELECT NULL, NULL, 100.0 * sum(score >= 4) / count(*), count(*)
FROM csat_survey JOIN period ON answered_on >= opens AND answered_on < closes
UNION ALL
SELECT 'touchpoint', touchpoint, 100.0 * sum(score >= 4) / count(*), count(*)
FROM csat_survey JOIN period ON answered_on >= opens AND answered_on < closes GROUP BY touchpoint;

-- kpi csat_mean
SELECT NULL, NULL, avg(score) FROM csat_survey JOIN period ON answered_on >= opens AND answered_on < closes;

-- kpi css
SELECT 'touchpoint', touchpoint, 100.0 * sum(score >= 6) / count(*), count(*)
FROM css_survey JOIN period ON answered_on >= opens AND answered_on < closes GROUP BY touchpoint;

-- kpi ces
SELECT NULL, NULL, avg(score), count(*) FROM ces_survey JOIN period ON answered_on >= opens AND answered_on < closes;

-- kpi loyalty
WITH buyers AS (
    SELECT customer_id, count(*) AS bought FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
    GROUP BY customer_id
)
SELECT NULL, NULL, 1.0 * sum(bought) / count(*) FROM buyers WHERE bought >= 2;

-- kpi regular_buyers
WITH buyers AS (
    SELECT (SELECT count(DISTINCT strftime('%m', ordered_at)) FROM orders o
            WHERE o.customer_id = c.customer_id AND ordered_at >= date(closes, '-12 months')
              AND ordered_at < closes) AS months
    FROM customers_in_period c, period
)
SELECT NULL, NULL, 100.0 * sum(months >= 6) / count(*) FROM buyers WHERE months > 0;

-- kpi churn
SELECT NULL, NULL, 100.0 * sum(left_in_period) / count(*) FROM customers_at_start
UNION ALL
SELECT 'segment', segment, 100.0 * sum(left_in_period) / count(*) FROM customers_at_start GROUP BY segment;

-- kpi retention
SELECT NULL, NULL, 100.0 * sum(NOT left_in_period) / count(*) FROM customers_at_start
UNION ALL
SELECT 'segment', segment, 100.0 * sum(NOT left_in_period) / count(*) FROM customers_at_start GROUP BY segment;

-- kpi wau
SELECT NULL, NULL, count(DISTINCT user_id)
FROM events JOIN period ON happened_at >= date(closes, '-7 days') AND happened_at < closes;

-- kpi mau
SELECT NULL, NULL, count(DISTINCT user_id)
FROM events JOIN period ON happened_at >= date(closes, '-28 days') AND happened_at < closes;

-- kpi feature_usage
SELECT NULL, NULL, count(feature) FROM events JOIN period ON happened_at >= opens AND happened_at < closes
UNION ALL
SELECT 'feature', feature, count(*) FROM events JOIN period ON happened_at >= opens AND happened_at < closes
WHERE feature IS NOT NULL GROUP BY feature;

-- kpi feature_adoption
WITH used AS (SELECT feature, user_id FROM events JOIN period ON happened_at >= opens AND happened_at < closes)
SELECT 'feature', feature, 100.0 * count(DISTINCT user_id) / (SELECT count(DISTINCT user_id) FROM used)
FROM used GROUP BY feature;

-- kpi health_score
SELECT NULL, NULL, avg(score) FROM health
UNION ALL
SELECT 'segment', segment, avg(score) FROM health GROUP BY segment;

-- kpi healthy_share
SELECT NULL, NULL, 100.0 * sum(score >= 70) / count(*) FROM health
UNION ALL
SELECT 'segment', segment, 100.0 * sum(score >= 70) / count(*) FROM health GROUP BY segment;

-- kpi customers_at_risk
SELECT NULL, NULL, count(*) FROM health WHERE score < 40
UNION ALL
SELECT 'segment', segment, count(*) FROM health WHERE score < 40 GROUP BY segment;

-- kpi health_coverage
SELECT NULL, NULL, 100.0 * avg(signals) / 4 FROM health;

-- kpi referral_rate
WITH customers_now AS (
    SELECT segment,
           EXISTS (SELECT 1 FROM valid_referrals r
                   WHERE r.customer_id = c.customer_id AND referred_at < closes) AS referred
    FROM customers_at_end c, period
)
SELECT NULL, NULL, 100.0 * sum(referred) / count(*) FROM customers_now
UNION ALL
SELECT 'segment', segment, 100.0 * sum(referred) / count(*) FROM customers_now GROUP BY segment;

-- kpi referral_asks
SELECT NULL, NULL, count(*)
FROM customers_at_end c, period
WHERE NOT EXISTS (SELECT 1 FROM referral_requests r
                  WHERE r.customer_id = c.customer_id AND asked_on >= date(closes, '-2 months') AND asked_on < closes)
  AND (c.started_on <= date(closes, '-2 months')
       OR (SELECT count(*) FROM contacts t
           WHERE t.customer_id = c.customer_id AND contacted_at >= date(closes, '-2 months')
             AND contacted_at < closes) >= 2
       OR (SELECT score FROM nps_survey n WHERE n.customer_id = c.customer_id AND answered_on < closes
           ORDER BY answered_on DESC, answer_id DESC LIMIT 1) >= 7);

-- kpi dau
SELECT NULL, NULL, count(DISTINCT date(happened_at) || ' ' || user_id) / (julianday(closes) - julianday(opens))
FROM events JOIN period ON happened_at >= opens AND happened_at < closes;

-- kpi stickiness
SELECT NULL, NULL,
       100.0 * (SELECT count(DISTINCT date(happened_at) || ' ' || user_id) / (julianday(closes) - julianday(opens))
                FROM events JOIN period ON happened_at >= opens AND happened_at < closes)
       / (SELECT count(DISTINCT user_id)
          FROM events JOIN period ON happened_at >= date(closes, '-28 days') AND happened_at < closes);

-- kpi second_purchase
SELECT NULL, NULL,
       100.0 * sum((SELECT count(*) FROM orders o
                    WHERE o.customer_id = f.customer_id AND NOT recurring AND ordered_at >= first_at
                      AND ordered_at < datetime(first_at, '+90 days')) >= 2) / count(*)
FROM first_purchases f JOIN period ON first_at >= opens JOIN customers USING (customer_id);
