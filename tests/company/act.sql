-- kpi visitor_intent
WITH stated AS (
    SELECT (SELECT intent FROM visit_survey s WHERE s.visit_id = v.visit_id AND answered_at < closes
            ORDER BY answered_at DESC, answer_id DESC LIMIT 1) AS intent
    FROM visits v JOIN period ON started_at >= opens AND started_at < closes
)
SELECT 'stated_intent', intent, 100.0 * count(*) / (SELECT count(*) FROM stated WHERE intent IS NOT NULL)
FROM stated WHERE intent IS NOT NULL GROUP BY intent;

-- kpi task_completion
SELECT NULL, NULL, 100.0 * sum(completed) / count(completed), count(completed)
FROM visit_survey JOIN period ON answered_at >= opens AND answered_at < closes
UNION ALL
SELECT 'intent', intent, 100.0 * sum(completed) / count(completed), count(completed)
FROM visit_survey JOIN period ON answered_at >= opens AND answered_at < closes GROUP BY intent;

-- kpi engagement_time
SELECT NULL, NULL, avg(seconds)
FROM visits JOIN period ON started_at >= opens AND started_at < closes JOIN visit_length USING (visit_id);

-- kpi clicks_per_visit
SELECT NULL, NULL, 1.0 * sum(clicks) / count(*) FROM visits JOIN period ON started_at >= opens AND started_at < closes;

-- kpi contact_frequency
SELECT NULL, NULL,
       1.0 * (SELECT count(*) FROM contacts JOIN period ON contacted_at >= opens AND contacted_at < closes)
       / (SELECT count(*) FROM customers_in_period);

-- kpi inferred_intent_share
WITH seen AS (
    SELECT inferred FROM visits JOIN period ON started_at >= opens AND started_at < closes JOIN visit_intent USING (visit_id)
)
SELECT 'inferred_intent', inferred, 100.0 * count(*) / (SELECT count(*) FROM seen) FROM seen GROUP BY inferred;

-- kpi intent_agreement
WITH seen AS (
    SELECT inferred,
           (SELECT intent FROM visit_survey s WHERE s.visit_id = v.visit_id AND answered_at < closes
            ORDER BY answered_at DESC, answer_id DESC LIMIT 1) AS stated
    FROM visits v JOIN period ON started_at >= opens AND started_at < closes JOIN visit_intent USING (visit_id)
)
SELECT NULL, NULL, 100.0 * sum(stated = inferred) / count(*) FROM seen WHERE stated IS NOT NULL;
