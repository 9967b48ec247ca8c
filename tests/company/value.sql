-- kpi ncg
SELECT NULL, NULL,
       (SELECT count(*) FROM customers JOIN period ON started_on >= opens AND started_on < closes)
       - (SELECT count(*) FROM customers JOIN period ON ended_on >= opens AND ended_on < closes);

-- kpi ncvg
SELECT NULL, NULL,
       (SELECT coalesce(sum(mrr), 0) FROM subscriptions JOIN period ON started_on >= opens AND started_on < closes)
       - (SELECT coalesce(sum(mrr), 0) FROM subscriptions JOIN period ON ended_on >= opens AND ended_on < closes);

-- kpi clv
SELECT NULL, NULL,
       (SELECT sum(amount) FROM orders JOIN customers USING (customer_id), period
        WHERE ordered_at < closes AND started_on < closes)
       / (SELECT count(*) FROM customers, period WHERE started_on < closes);

-- kpi clv_formula
WITH year AS (
    SELECT amount, customer_id FROM orders JOIN period ON ordered_at >= date(closes, '-12 months') AND ordered_at < closes
)
SELECT NULL, NULL,
       (SELECT sum(amount) / count(*) FROM year)
       * (SELECT 1.0 * count(*) / count(DISTINCT customer_id) FROM year)
       * (SELECT avg((julianday(ended_on) - julianday(started_on)) / 365.2425)
          FROM customers, period WHERE ended_on < closes);

-- kpi cac
SELECT NULL, NULL,
       (SELECT sum(amount) FROM spend JOIN period ON spent_on >= opens AND spent_on < closes)
       / (SELECT count(*) FROM customers JOIN period ON started_on >= opens AND started_on < closes);

-- kpi clv_cac
WITH clv AS (
    SELECT (SELECT sum(amount) FROM orders JOIN customers USING (customer_id), period
            WHERE ordered_at < closes AND started_on < closes)
           / (SELECT count(*) FROM customers, period WHERE started_on < closes) AS clv
), cac AS (
    SELECT (SELECT sum(amount) FROM spend JOIN period ON spent_on >= opens AND spent_on < closes)
           / (SELECT count(*) FROM customers JOIN period ON started_on >= opens AND started_on < closes) AS cac
)
SELECT NULL, NULL, clv / cac FROM clv, cac;

-- kpi profit_per_customer
WITH clv AS (
    SELECT (SELECT sum(amount) FROM orders JOIN customers USING (customer_id), period
            WHERE ordered_at < closes AND started_on < closes)
           / (SELECT count(*) FROM customers, period WHERE started_on < closes) AS clv
), cac AS (
    SELECT (SELECT sum(amount) FROM spend JOIN period ON spent_on >= opens AND spent_on < closes)
           / (SELECT count(*) FROM customers JOIN period ON started_on >= opens AND started_on < closes) AS cac
)
SELECT NULL, NULL, clv - cac FROM clv, cac;

-- kpi profit_ratio
WITH clv AS (
    SELECT (SELECT sum(amount) FROM orders JOIN customers USING (customer_id), period
            WHERE ordered_at < closes AND started_on < closes)
           / (SELECT count(*) FROM customers, period WHERE started_on < closes) AS clv
), cac AS (
    SELECT (SELECT sum(amount) FROM spend JOIN period ON spent_on >= opens AND spent_on < closes)
           / (SELECT count(*) FROM customers JOIN period ON started_on >= opens AND started_on < closes) AS cac
)
SELECT NULL, NULL, clv / cac FROM clv, cac;

-- kpi mrr
SELECT NULL, NULL, coalesce(sum(mrr), 0)
FROM subscriptions JOIN period ON started_on < closes AND (ended_on IS NULL OR ended_on >= closes);

-- kpi mrr_new
SELECT NULL, NULL, coalesce(sum(mrr_end), 0) FROM recurring WHERE mrr_start = 0 AND NOT paid_before;

-- kpi mrr_reactivated
SELECT NULL, NULL, coalesce(sum(mrr_end), 0) FROM recurring WHERE mrr_start = 0 AND paid_before;

-- kpi mrr_expansion
SELECT NULL, NULL, coalesce(sum(mrr_end - mrr_start), 0) FROM recurring WHERE mrr_start > 0 AND mrr_end > mrr_start;

-- kpi mrr_contraction
SELECT NULL, NULL, coalesce(sum(mrr_end - mrr_start), 0) FROM recurring WHERE mrr_end > 0 AND mrr_end < mrr_start;

-- kpi mrr_churned
SELECT NULL, NULL, coalesce(sum(mrr_end - mrr_start), 0) FROM recurring WHERE mrr_start > 0 AND mrr_end = 0;

-- kpi mrr_unexplained
-- The terms that run at the ends, whoever has them, against what the customers of the period account for.
SELECT NULL, NULL,
       (SELECT sum(mrr) FROM subscriptions
        JOIN period ON started_on < closes AND (ended_on IS NULL OR ended_on >= closes))
       - (SELECT sum(mrr) FROM subscriptions
          JOIN period ON started_on < opens AND (ended_on IS NULL OR ended_on >= opens))
       - (SELECT sum(mrr_end - mrr_start) FROM recurring);

-- kpi segment_revenue
SELECT NULL, NULL, sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
UNION ALL
SELECT 'segment', segment, sum(amount)
FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
LEFT JOIN customers USING (customer_id) GROUP BY segment;

-- kpi segment_profit
SELECT NULL, NULL, sum(amount - cost) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
UNION ALL
SELECT 'segment', segment, sum(amount - cost)
FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
LEFT JOIN customers USING (customer_id) GROUP BY segment;

-- kpi upscaled
SELECT NULL, NULL, count(*) FROM recurring WHERE plan_end > plan_start
UNION ALL
SELECT 'segment', segment, count(*) FROM recurring WHERE plan_end > plan_start GROUP BY segment;

-- kpi downscaled
SELECT NULL, NULL, count(*) FROM recurring WHERE plan_end < plan_start
UNION ALL
SELECT 'segment', segment, count(*) FROM recurring WHERE plan_end < plan_start GROUP BY segment;

-- kpi expansion_mrr
SELECT NULL, NULL,
       (SELECT sum(mrr) FROM subscriptions
        JOIN period ON started_on < closes AND (ended_on IS NULL OR ended_on >= closes))
       + (SELECT sum(amount) / 12 FROM orders
          JOIN period ON ordered_at >= date(closes, '-12 months') AND ordered_at < closes WHERE NOT recurring);
