-- Each statement gives the dimension and its value (both NULL: the total), the number, and where there is a `min n` the rows
-- behind it. `period` holds the month that is asked for.

-- kpi page_views
SELECT NULL, NULL, count(*) FROM page_views JOIN period ON viewed_at >= opens AND viewed_at < closes
UNION ALL
SELECT 'page', page, count(*) FROM page_views JOIN period ON viewed_at >= opens AND viewed_at < closes GROUP BY page;

-- kpi social_mentions
SELECT NULL, NULL, count(*) FROM mentions JOIN period ON mentioned_at >= opens AND mentioned_at < closes
UNION ALL
SELECT 'channel', channel, count(*) FROM mentions JOIN period ON mentioned_at >= opens AND mentioned_at < closes
GROUP BY channel;

-- kpi shares
SELECT NULL, NULL, count(*) FROM shares JOIN period ON shared_at >= opens AND shared_at < closes;

-- kpi roas
SELECT NULL, NULL,
       (SELECT sum(amount) FROM orders JOIN period ON ordered_at >= opens AND ordered_at < closes
        WHERE campaign IS NOT NULL)
       / (SELECT sum(amount) FROM spend JOIN period ON spent_on >= opens AND spent_on < closes WHERE kind = 'ads');

-- kpi cpa
WITH both AS (
    SELECT campaign, amount, 0 AS acquired FROM spend JOIN period ON spent_on >= opens AND spent_on < closes
    UNION ALL
    SELECT campaign, 0, 1 FROM visits JOIN period ON started_at >= opens AND started_at < closes WHERE converted
)
SELECT NULL, NULL, sum(amount) / nullif(sum(acquired), 0) FROM both
UNION ALL
SELECT 'campaign', campaign, sum(amount) / nullif(sum(acquired), 0) FROM both GROUP BY campaign;

-- kpi mql_rate
SELECT NULL, NULL, 100.0 * sum(mql_at IS NOT NULL) / count(*)
FROM leads JOIN period ON created_at >= opens AND created_at < closes
UNION ALL
SELECT 'campaign', campaign, 100.0 * sum(mql_at IS NOT NULL) / count(*)
FROM leads JOIN period ON created_at >= opens AND created_at < closes GROUP BY campaign;

-- kpi social_sentiment
WITH posts AS (
    SELECT channel, mood FROM mentions JOIN period ON mentioned_at >= opens AND mentioned_at < closes
    JOIN mention_mood USING (mention_id)
)
SELECT NULL, NULL, avg(mood) FROM posts
UNION ALL
SELECT 'channel', channel, avg(mood) FROM posts GROUP BY channel;

-- kpi positive_share
WITH posts AS (
    SELECT channel, mood FROM mentions JOIN period ON mentioned_at >= opens AND mentioned_at < closes
    JOIN mention_mood USING (mention_id)
)
SELECT NULL, NULL, 100.0 * sum(mood > 0) / count(*) FROM posts
UNION ALL
SELECT 'channel', channel, 100.0 * sum(mood > 0) / count(*) FROM posts GROUP BY channel;

-- kpi negative_share
WITH posts AS (
    SELECT channel, mood FROM mentions JOIN period ON mentioned_at >= opens AND mentioned_at < closes
    JOIN mention_mood USING (mention_id)
)
SELECT NULL, NULL, 100.0 * sum(mood < 0) / count(*) FROM posts
UNION ALL
SELECT 'channel', channel, 100.0 * sum(mood < 0) / count(*) FROM posts GROUP BY channel;
