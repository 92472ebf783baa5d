// The calls that the demo shows: one answered, one cut by the row limit, one refused; and
// under a policy one answered, one masked, one refused. What they return is not written
// here: it comes from the running server.

/** A call to show. */
export interface DemoCall {
  /** What a person would ask. */
  readonly question: string;
  readonly sql: string;
  /** How many rows of the answer are shown. */
  readonly shownRows: number;
}

/** The calls in the order they are shown. */
export const DEMO_CALLS: readonly DemoCall[] = [
  {
    question: "Which products earned the most?",
    sql: [
      "SELECT p.name, count(*) AS orders, sum(i.line_total) AS revenue",
      "FROM order_items i JOIN products p ON p.id = i.product_id",
      "GROUP BY p.name ORDER BY revenue DESC LIMIT 5",
    ].join("\n"),
    shownRows: 5,
  },
  {
    question: "Show me all the orders",
    sql: "SELECT id, status, created_at::date AS ordered, shipping_city FROM orders",
    shownRows: 3,
  },
  {
    question: "Clean up: remove the customers who never ordered",
    sql: "DELETE FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)",
    shownRows: 0,
  },
];

/** The calls that are shown under the policy of the examples. */
export const DEMO_POLICY_CALLS: readonly DemoCall[] = [
  {
    question: "What do we sell most of?",
    sql: [
      "SELECT c.name, count(*) AS products, round(avg(p.price), 2) AS average_price",
      "FROM products p JOIN categories c ON c.id = p.category_id",
      "GROUP BY c.name ORDER BY products DESC, c.name LIMIT 3",
    ].join("\n"),
    shownRows: 3,
  },
  {
    question: "Whom shall we write to?",
    sql: [
      "SELECT c.name, c.email, count(*) AS recent_orders",
      "FROM customers c JOIN orders o ON o.customer_id = c.id",
      "GROUP BY c.id, c.name, c.email ORDER BY recent_orders DESC, c.name LIMIT 3",
    ].join("\n"),
    shownRows: 3,
  },
  {
    question: "What are their social security numbers?",
    sql: "SELECT name, ssn FROM customers",
    shownRows: 0,
  },
];
