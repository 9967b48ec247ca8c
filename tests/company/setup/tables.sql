-- The tables of the example company as SQLite holds them. Days are texts like 2026-06-30, moments texts like
-- 2026-06-30 09:15:00 (what the clock on the wall showed), marks are 0 and 1. Columns that no statement reads are left out.

CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, segment TEXT, started_on TEXT, ended_on TEXT);
CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, customer_id INTEGER, started_on TEXT, ends_on TEXT);
CREATE TABLE leads (
    lead_id INTEGER PRIMARY KEY, created_at TEXT, visitor_id INTEGER, campaign TEXT, mql_at TEXT, converted_at TEXT
);
CREATE TABLE referrals (referral_id INTEGER PRIMARY KEY, referred_at TEXT, customer_id INTEGER, link TEXT);
CREATE TABLE referral_requests (request_id INTEGER PRIMARY KEY, customer_id INTEGER, asked_on TEXT);
CREATE TABLE employees (employee_id INTEGER PRIMARY KEY, team TEXT);
CREATE TABLE employee_survey (answer_id INTEGER PRIMARY KEY, employee_id INTEGER, answered_on TEXT, score REAL);

CREATE TABLE subscriptions (
    subscription_id INTEGER PRIMARY KEY, customer_id INTEGER, plan_rank INTEGER, mrr REAL,
    started_on TEXT, ended_on TEXT, due_on TEXT, renewed_on TEXT
);
CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY, ordered_at TEXT, customer_id INTEGER, visitor_id INTEGER,
    amount REAL, cost REAL, campaign TEXT, recurring INTEGER
);
CREATE TABLE payments (payment_id INTEGER PRIMARY KEY, customer_id INTEGER, paid_on TEXT, late INTEGER);
CREATE TABLE carts (cart_id INTEGER PRIMARY KEY, filled_at TEXT, bought_at TEXT);
CREATE TABLE spend (spent_on TEXT, kind TEXT, campaign TEXT, amount REAL);
CREATE TABLE stock (traded_on TEXT, symbol TEXT, close REAL);

CREATE TABLE visits (
    visit_id INTEGER PRIMARY KEY, visitor_id INTEGER, started_at TEXT, left_at TEXT, clicks INTEGER, chats INTEGER,
    landing_page TEXT, search_terms TEXT, campaign TEXT, converted INTEGER
);
CREATE TABLE page_views (viewed_at TEXT, visitor_id INTEGER, page TEXT, content TEXT);
CREATE TABLE goals (goal_id INTEGER PRIMARY KEY, visit_id INTEGER, reached_at TEXT, goal TEXT);
CREATE TABLE visit_survey (
    answer_id INTEGER PRIMARY KEY, visit_id INTEGER, answered_at TEXT, intent TEXT, completed INTEGER
);
CREATE TABLE events (happened_at TEXT, customer_id INTEGER, user_id INTEGER, feature TEXT);

CREATE TABLE tickets (
    ticket_id INTEGER PRIMARY KEY, customer_id INTEGER, opened_at TEXT, solved_at TEXT,
    first_touch_solved INTEGER, severity TEXT, channel TEXT
);
CREATE TABLE contacts (contact_id INTEGER PRIMARY KEY, customer_id INTEGER, contacted_at TEXT, channel TEXT);
CREATE TABLE nps_survey (
    answer_id INTEGER PRIMARY KEY, customer_id INTEGER, answered_on TEXT, score REAL, touchpoint TEXT
);
CREATE TABLE csat_survey (answer_id INTEGER PRIMARY KEY, answered_on TEXT, score REAL, touchpoint TEXT);
CREATE TABLE css_survey (answer_id INTEGER PRIMARY KEY, answered_on TEXT, score REAL, touchpoint TEXT);
CREATE TABLE ces_survey (answer_id INTEGER PRIMARY KEY, answered_on TEXT, score REAL);

CREATE TABLE mentions (mention_id INTEGER PRIMARY KEY, mentioned_at TEXT, channel TEXT, text TEXT);
CREATE TABLE shares (share_id INTEGER PRIMARY KEY, shared_at TEXT);

-- The month that is asked for: its first day, and the day behind its last. There is always one row.
CREATE TABLE period (opens TEXT, closes TEXT);
