-- kpi conversion_rate
WITH reached AS (SELECT goal, visit_id FROM goals JOIN period ON reached_at >= opens AND reached_at < closes),
     all_visits AS (SELECT count(*) AS number FROM visits JOIN period ON started_at >= opens AND started_at < closes)
SELECT NULL, NULL, 100.0 * (SELECT count(DISTINCT visit_id) FROM reached) / number FROM all_visits
UNION ALL
SELECT 'goal', goal, 100.0 * count(DISTINCT visit_id) / number FROM reached, all_visits GROUP BY goal;

-- kpi rpv
SELECT NULL, NULL,
       (SELECT sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes)
       / (SELECT count(DISTINCT visitor_id) FROM visits JOIN period ON started_at >= opens AND started_at < closes);

-- kpi aov
SELECT NULL, NULL, sum(amount) / count(*) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
UNION ALL
SELECT 'segment', segment, sum(amount) / count(*)
FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
LEFT JOIN customers USING (customer_id) GROUP BY segment;

-- kpi cart_abandonment
SELECT NULL, NULL, 100.0 * sum(bought_at IS NULL) / count(*)
FROM carts JOIN period ON filled_at >= opens AND filled_at < closes;

-- kpi non_renewal
SELECT NULL, NULL, 100.0 * sum(renewed_on IS NULL) / count(*), count(*)
FROM subscriptions JOIN period ON due_on >= opens AND due_on < closes;

-- kpi sales
SELECT NULL, NULL, sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
UNION ALL
SELECT 'segment', segment, sum(amount)
FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
LEFT JOIN customers USING (customer_id) GROUP BY segment;

-- kpi sales_growth
SELECT NULL, NULL,
       100.0 * (SELECT sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes)
       / (SELECT sum(amount) FROM orders JOIN period ON ordered_at >= date(opens, '-1 month') AND ordered_at < opens)
       - 100;

-- kpi sales_growth_yoy
SELECT NULL, NULL,
       100.0 * (SELECT sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes)
       / (SELECT sum(amount) FROM orders
          JOIN period ON ordered_at >= date(opens, '-1 year') AND ordered_at < date(closes, '-1 year'))
       - 100;

-- kpi cart_abandonment_24h
SELECT NULL, NULL, 100.0 * sum(bought_at IS NULL OR seconds < 0 OR seconds >= 24 * 3600) / count(*)
FROM carts JOIN period ON filled_at >= opens AND filled_at < closes JOIN cart_length USING (cart_id);

-- kpi trial_non_signup
SELECT NULL, NULL,
       100.0 * sum(NOT EXISTS (
           SELECT 1 FROM subscriptions s
           WHERE s.customer_id = t.customer_id AND s.started_on >= t.started_on
             AND s.started_on < date(t.started_on, '+14 days'))) / count(*)
FROM trials t JOIN period ON ends_on >= opens AND ends_on < closes;
