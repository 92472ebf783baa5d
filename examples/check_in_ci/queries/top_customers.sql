-- The ten customers who bought most in the last 90 days.
SELECT c.name, count(*) AS orders, sum(i.line_total) AS revenue
FROM customers AS c
JOIN orders AS o ON o.customer_id = c.id
JOIN order_items AS i ON i.order_id = o.id
WHERE o.created_at > now() - interval '90 days'
GROUP BY c.id, c.name
ORDER BY revenue DESC
LIMIT 10;
