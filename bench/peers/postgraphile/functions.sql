-- What tables and their keys alone cannot say, as fields of the graph.

-- An insider's transactions with some codes, the latest first.
CREATE FUNCTION insiders_trades(insider insiders, codes text[]) RETURNS SETOF transactions LANGUAGE sql STABLE AS $$
  SELECT t.* FROM transaction_owners o JOIN transactions t USING (accession, row)
  WHERE o.insider_cik = insider.cik AND t.code = ANY (codes) AND t.in_force
  ORDER BY o.traded_on DESC, o.accession DESC, o.row DESC
$$;

CREATE TYPE month_of_trades AS (
  month date, trade int, count int, shares numeric, value numeric, insiders int
);
-- What was bought (0) and sold (1) of an issuer in each month.
CREATE FUNCTION issuers_activity(issuer issuers) RETURNS SETOF month_of_trades LANGUAGE sql STABLE AS $$
  SELECT date_trunc('month', traded_on)::date, trade, (count(*) FILTER (WHERE counts))::int,
    coalesce(sum(quantity) FILTER (WHERE counts), 0), coalesce(sum(value) FILTER (WHERE counts), 0),
    (count(DISTINCT owner_group) FILTER (WHERE counts))::int
  FROM transactions WHERE issuer_cik = issuer.cik AND trade IS NOT NULL
  GROUP BY 1, 2 ORDER BY 1, 2
$$;
