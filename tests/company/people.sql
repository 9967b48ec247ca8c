-- kpi employee_satisfaction
SELECT NULL, NULL, avg(score), count(*)
FROM employee_survey JOIN period ON answered_on >= opens AND answered_on < closes
UNION ALL
SELECT 'team', team, avg(score), count(*)
FROM employee_survey JOIN period ON answered_on >= opens AND answered_on < closes
LEFT JOIN employees USING (employee_id) GROUP BY team;

-- kpi stock_price
SELECT 'symbol', symbol, close FROM stock
WHERE traded_on = (SELECT max(traded_on) FROM stock JOIN period ON traded_on >= opens AND traded_on < closes);

-- kpi stock_growth
WITH now AS (
    SELECT symbol, close FROM stock
    WHERE traded_on = (SELECT max(traded_on) FROM stock JOIN period ON traded_on >= opens AND traded_on < closes)
), before AS (
    SELECT symbol, close FROM stock
    WHERE traded_on = (SELECT max(traded_on) FROM stock
                       JOIN period ON traded_on >= date(opens, '-1 month') AND traded_on < opens)
)
SELECT 'symbol', symbol, 100.0 * now.close / before.close - 100 FROM now LEFT JOIN before USING (symbol);
