// The policy that the demo shows: what an officer would write for the shop.

/** The text of the policy's file. */
export const DEMO_POLICY = `policy:
  allow_tables: [orders, products, categories]
  deny_tables: [users, payments]
  tables:
    customers:
      allow_columns: [id, name, city, created_at]
      mask_columns:
        email: "****@****.com"
      deny_columns: [ssn, tax_id]
    orders:
      row_filter: "created_at > NOW() - INTERVAL '90 days'"
  max_queries_per_hour: 100
  max_rows_per_query: 50
`;
