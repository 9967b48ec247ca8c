-- What several statements need, and what stands in for the libraries that the project loads.

CREATE INDEX orders_by_time ON orders (ordered_at);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at);
CREATE INDEX events_by_customer ON events (customer_id, happened_at);
CREATE INDEX events_by_time ON events (happened_at);
CREATE INDEX visits_by_visitor ON visits (visitor_id, started_at);
CREATE INDEX visits_by_time ON visits (started_at);
CREATE INDEX page_views_by_visitor ON page_views (visitor_id, viewed_at);
CREATE INDEX page_views_by_time ON page_views (viewed_at);
CREATE INDEX answers_by_visit ON visit_survey (visit_id, answered_at);
CREATE INDEX tickets_by_customer ON tickets (customer_id, opened_at);
CREATE INDEX contacts_by_customer ON contacts (customer_id, contacted_at);
CREATE INDEX nps_by_customer ON nps_survey (customer_id, answered_on);
CREATE INDEX payments_by_customer ON payments (customer_id, paid_on);
CREATE INDEX referrals_by_customer ON referrals (customer_id, referred_at);
CREATE INDEX requests_by_customer ON referral_requests (customer_id, asked_on);
CREATE INDEX terms_by_customer ON subscriptions (customer_id, started_on);

-- ---- the clock ----

-- When clocks in Berlin show summer time; the hour that comes twice is summer the first time.
CREATE TABLE summer (begins TEXT, ends TEXT);
INSERT INTO summer VALUES
    ('2024-03-31 03:00:00', '2024-10-27 03:00:00'),
    ('2025-03-30 03:00:00', '2025-10-26 03:00:00'),
    ('2026-03-29 03:00:00', '2026-10-25 03:00:00');

-- Seconds that really went by, from moments on the wall: an hour is to be added where summer time ended between them.
CREATE VIEW visit_length AS
SELECT visit_id,
       unixepoch(left_at) - unixepoch(started_at)
       - 3600 * EXISTS (SELECT 1 FROM summer WHERE left_at >= begins AND left_at < ends)
       + 3600 * EXISTS (SELECT 1 FROM summer WHERE started_at >= begins AND started_at < ends) AS seconds
FROM visits;

CREATE VIEW ticket_length AS
SELECT ticket_id,
       unixepoch(solved_at) - unixepoch(opened_at)
       - 3600 * EXISTS (SELECT 1 FROM summer WHERE solved_at >= begins AND solved_at < ends)
       + 3600 * EXISTS (SELECT 1 FROM summer WHERE opened_at >= begins AND opened_at < ends) AS seconds
FROM tickets;

CREATE VIEW cart_length AS
SELECT cart_id,
       unixepoch(bought_at) - unixepoch(filled_at)
       - 3600 * EXISTS (SELECT 1 FROM summer WHERE bought_at >= begins AND bought_at < ends)
       + 3600 * EXISTS (SELECT 1 FROM summer WHERE filled_at >= begins AND filled_at < ends) AS seconds
FROM carts;

-- ---- instead of the libraries: what a person reads in the words that occur ----

-- What was searched says what a visit is for; without words the page on which it began does.
CREATE TABLE searched (search_terms TEXT PRIMARY KEY, intent TEXT);
INSERT INTO searched VALUES
    ('acme help', 'support'), ('acme login problem', 'support'), ('acme export error', 'support'),
    ('acme pricing', 'buy'), ('acme discount', 'buy'), ('buy acme license', 'buy'),
    ('acme vs other tools', 'compare'), ('acme review', 'compare'), ('best automation software', 'compare'),
    ('what is workflow automation', 'learn'), ('how to automate reports', 'learn'), ('automation guide', 'learn');

CREATE TABLE landed (landing_page TEXT PRIMARY KEY, intent TEXT);
INSERT INTO landed VALUES
    ('support', 'support'), ('pricing', 'buy'), ('shop', 'buy'), ('features', 'compare'), ('blog', 'learn'),
    ('home', 'unknown');

CREATE VIEW visit_intent AS
SELECT visit_id, coalesce(searched.intent, landed.intent) AS inferred
FROM visits
LEFT JOIN searched ON searched.search_terms = visits.search_terms
LEFT JOIN landed ON landed.landing_page = visits.landing_page;

-- The weights of the words that judge, added up: love 3 and great 3 are 6. `so`, `really`, `very` and `too` make the word
-- after them half as strong again.
CREATE TABLE said (words TEXT PRIMARY KEY, weight REAL);
INSERT INTO said VALUES
    ('I love the new dashboards, great work', 6),              -- love 3, great 3
    ('support was fast and friendly, excellent', 5),           -- fast 1, friendly 1, excellent 3
    ('so easy to use, happy with my plan', 3.5),               -- so easy 1.5, happy 2
    ('the automations are amazing and save us hours', 4),      -- amazing 3, save 1
    ('best tool we bought this year', 2),                      -- best 2
    ('really good update, thank you', 5),                      -- really good 3, thank 2
    ('we moved our reports there last week', 0),
    ('is there an api for exports?', 0),
    ('they open an office in Vienna', 0),
    ('watching the webinar about automation now', 0),
    ('anyone using it together with a warehouse?', 0),
    ('support is slow, still waiting, very bad', -5),          -- slow -1, waiting -1, very bad -3
    ('the export is broken again, terrible', -5),              -- broken -2, terrible -3
    ('too expensive and hard to use, disappointed', -4.5),     -- too expensive -1.5, hard -1, disappointed -2
    ('I hate the new login, awful', -6),                       -- hate -3, awful -3
    ('another outage, worst week ever', -5);                   -- outage -2, worst -3

-- s / sqrt(s * s + 15), since this SQLite takes no roots.
CREATE TABLE curve (weight REAL PRIMARY KEY, mood REAL);
INSERT INTO curve VALUES
    (7, 0.875), (6, 0.8401680504168059), (5, 0.7905694150420948), (4.5, 0.7579367289598671), (4, 0.7184212081070996),
    (3.5, 0.6704783996548059), (3, 0.6123724356957946), (2, 0.4588314677411235), (1, 0.25), (0, 0),
    (-6, -0.8401680504168059), (-5, -0.7905694150420948), (-4.5, -0.7579367289598671), (-4, -0.7184212081070996),
    (-3.5, -0.6704783996548059);

-- A post is an opener, the company's name and what is said. The opener `quick note` has a word that judges: quick 1.
CREATE VIEW mention_mood AS
SELECT mention_id, curve.mood
FROM mentions
JOIN said ON mentions.text LIKE '%: ' || said.words
LEFT JOIN curve ON curve.weight = said.weight + (mentions.text LIKE 'quick note, %');

-- Links of customers carry their code, `AC-` and five signs.
CREATE VIEW valid_referrals AS
SELECT * FROM referrals WHERE link LIKE '%?ref=AC-_____' OR link LIKE '%&ref=AC-_____';

-- ---- who was there ----

CREATE VIEW customers_at_start AS
SELECT customers.*, ended_on IS NOT NULL AND ended_on < closes AS left_in_period
FROM customers, period
WHERE started_on < opens AND (ended_on IS NULL OR ended_on >= opens);

CREATE VIEW customers_at_end AS
SELECT customers.* FROM customers, period WHERE started_on < closes AND (ended_on IS NULL OR ended_on >= closes);

-- At some time in the period.
CREATE VIEW customers_in_period AS
SELECT customers.* FROM customers, period WHERE started_on < closes AND (ended_on IS NULL OR ended_on >= opens);

-- With a case, opened within twelve months, that the first contact did not solve.
CREATE VIEW unresolved AS
SELECT DISTINCT customer_id
FROM tickets, period
WHERE NOT first_touch_solved AND opened_at >= date(closes, '-12 months') AND opened_at < closes;

-- ---- health ----

CREATE VIEW health_signals AS
SELECT customer_id, segment,
       min(100, 5 * (SELECT count(*) FROM events e
                     WHERE e.customer_id = c.customer_id
                       AND happened_at >= date(closes, '-30 days') AND happened_at < closes)) AS use,
       max(0, 100 - 20 * (SELECT count(*) FROM tickets t
                          WHERE t.customer_id = c.customer_id
                            AND opened_at >= date(closes, '-90 days') AND opened_at < closes)) AS support,
       (SELECT 10 * score FROM nps_survey n
        WHERE n.customer_id = c.customer_id AND answered_on >= date(closes, '-180 days') AND answered_on < closes
        ORDER BY answered_on DESC, answer_id DESC LIMIT 1) AS survey,
       (SELECT 100.0 * sum(NOT late) / count(*) FROM payments p
        WHERE p.customer_id = c.customer_id AND paid_on >= date(closes, '-180 days') AND paid_on < closes) AS pay
FROM customers_at_end c, period;

CREATE VIEW health AS
SELECT customer_id, segment,
       (40.0 * use + 20.0 * support + 20.0 * coalesce(survey, 0) + 20.0 * coalesce(pay, 0))
       / (60 + 20 * (survey IS NOT NULL) + 20 * (pay IS NOT NULL)) AS score,
       2 + (survey IS NOT NULL) + (pay IS NOT NULL) AS signals
FROM health_signals;

-- ---- recurring revenue ----

-- Of each customer of the period: what the terms bring at both ends, the highest plan at both, and whether a term began before.
CREATE VIEW recurring AS
SELECT customer_id, segment,
       (SELECT coalesce(sum(mrr), 0) FROM subscriptions s
        WHERE s.customer_id = c.customer_id AND s.started_on < opens
          AND (s.ended_on IS NULL OR s.ended_on >= opens)) AS mrr_start,
       (SELECT coalesce(sum(mrr), 0) FROM subscriptions s
        WHERE s.customer_id = c.customer_id AND s.started_on < closes
          AND (s.ended_on IS NULL OR s.ended_on >= closes)) AS mrr_end,
       (SELECT max(plan_rank) FROM subscriptions s
        WHERE s.customer_id = c.customer_id AND s.started_on < opens
          AND (s.ended_on IS NULL OR s.ended_on >= opens)) AS plan_start,
       (SELECT max(plan_rank) FROM subscriptions s
        WHERE s.customer_id = c.customer_id AND s.started_on < closes
          AND (s.ended_on IS NULL OR s.ended_on >= closes)) AS plan_end,
       EXISTS (SELECT 1 FROM subscriptions s
               WHERE s.customer_id = c.customer_id AND s.started_on < opens) AS paid_before
FROM customers_in_period c, period;

-- ---- what led to what ----

-- The last visit of the buyer in the seven days up to the order.
CREATE TABLE order_visit AS
SELECT order_id, ordered_at, amount,
       (SELECT visit_id FROM visits v
        WHERE v.visitor_id = o.visitor_id AND v.started_at > datetime(o.ordered_at, '-7 days')
          AND v.started_at <= o.ordered_at
        ORDER BY v.started_at DESC, v.visit_id DESC LIMIT 1) AS visit_id
FROM orders o;
CREATE INDEX orders_by_visit ON order_visit (visit_id);

-- What each visit brought within a day.
CREATE VIEW visit_revenue AS
SELECT visit_id, started_at, chats,
       (SELECT coalesce(sum(amount), 0) FROM order_visit o
        WHERE o.visit_id = v.visit_id AND o.ordered_at >= v.started_at
          AND o.ordered_at < datetime(v.started_at, '+1 day')) AS revenue
FROM visits v;

-- What leads had read in the 90 days before, and whether they became customers within 90 days.
CREATE VIEW lead_story AS
SELECT lead_id, created_at,
       (SELECT count(*) FROM page_views p
        WHERE p.visitor_id = l.visitor_id AND p.content IS NOT NULL
          AND p.viewed_at > datetime(l.created_at, '-90 days') AND p.viewed_at <= l.created_at) AS pieces,
       converted_at IS NOT NULL AND converted_at >= created_at
       AND converted_at < datetime(created_at, '+90 days') AS converted
FROM leads l;

-- The first purchase in the shop of each customer, as known when the period ends.
CREATE VIEW first_purchases AS
SELECT customer_id, min(ordered_at) AS first_at
FROM orders, period WHERE NOT recurring AND ordered_at < closes GROUP BY customer_id;
