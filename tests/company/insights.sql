-- kpi content_lift
WITH groups AS (
    SELECT avg(CASE WHEN pieces >= 3 THEN converted END) AS many, avg(CASE WHEN pieces < 3 THEN converted END) AS few
    FROM lead_story JOIN period ON created_at >= opens AND created_at < closes
)
SELECT NULL, NULL, 100.0 * (many / few - 1) FROM groups;

-- kpi chat_lift
WITH groups AS (
    SELECT avg(CASE WHEN chats >= 1 THEN revenue END) AS chatted, avg(CASE WHEN chats < 1 THEN revenue END) AS silent
    FROM visit_revenue JOIN period ON started_at >= opens AND started_at < closes
)
SELECT NULL, NULL, 100.0 * (chatted / silent - 1) FROM groups;

-- kpi unresolved_churn_risk
WITH groups AS (
    SELECT avg(CASE WHEN customer_id IN (SELECT customer_id FROM unresolved) THEN left_in_period END) AS unhappy,
           avg(CASE WHEN customer_id NOT IN (SELECT customer_id FROM unresolved) THEN left_in_period END) AS others
    FROM customers_at_start
)
SELECT NULL, NULL, unhappy / others FROM groups;
