-- kpi fcr
SELECT NULL, NULL, 100.0 * sum(first_touch_solved) / count(first_touch_solved)
FROM tickets JOIN period ON opened_at >= opens AND opened_at < closes
UNION ALL
SELECT 'channel', channel, 100.0 * sum(first_touch_solved) / count(first_touch_solved)
FROM tickets JOIN period ON opened_at >= opens AND opened_at < closes GROUP BY channel;

-- kpi resolution_time
SELECT NULL, NULL, avg(seconds)
FROM tickets JOIN period ON solved_at >= opens AND solved_at < closes JOIN ticket_length USING (ticket_id)
UNION ALL
SELECT 'severity', severity, avg(seconds)
FROM tickets JOIN period ON solved_at >= opens AND solved_at < closes JOIN ticket_length USING (ticket_id)
GROUP BY severity;

-- kpi open_cases
SELECT NULL, NULL, count(*)
FROM tickets JOIN period ON opened_at < closes AND (solved_at IS NULL OR solved_at >= closes);

-- kpi contact_volume
SELECT NULL, NULL, count(*) FROM contacts JOIN period ON contacted_at >= opens AND contacted_at < closes
UNION ALL
SELECT 'channel', channel, count(*) FROM contacts JOIN period ON contacted_at >= opens AND contacted_at < closes
GROUP BY channel;

-- kpi contact_share
WITH made AS (SELECT channel FROM contacts JOIN period ON contacted_at >= opens AND contacted_at < closes)
SELECT 'channel', channel, 100.0 * count(*) / (SELECT count(*) FROM made) FROM made GROUP BY channel;

-- kpi churn_unresolved
SELECT NULL, NULL, 100.0 * sum(left_in_period) / count(*), count(*)
FROM customers_at_start WHERE customer_id IN (SELECT customer_id FROM unresolved);

-- kpi churn_resolved
SELECT NULL, NULL, 100.0 * sum(left_in_period) / count(*), count(*)
FROM customers_at_start WHERE customer_id NOT IN (SELECT customer_id FROM unresolved);

-- kpi lost_after_incident
SELECT NULL, NULL,
       100.0 * count(DISTINCT CASE WHEN ended_on >= date(opened_at) AND ended_on < date(opened_at, '+90 days')
                                   THEN customer_id END)
       / nullif(count(DISTINCT customer_id), 0)
FROM tickets JOIN period ON opened_at >= opens AND opened_at < closes JOIN customers USING (customer_id)
WHERE severity = 'incident';
