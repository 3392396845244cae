-- Insiders who buy shares of one issuer within 14 days of each other; those who ever report jointly are one member.
CREATE TYPE cluster_member AS (insiders text[], first_on date, value numeric);
CREATE TYPE cluster AS (
  issuer_cik int, first_on date, last_on date, completed_on date, value numeric, members cluster_member[]
);
COMMENT ON TYPE cluster IS E'@foreignKey (issuer_cik) references issuers (cik)';

CREATE FUNCTION cluster_buys(bought_from date, bought_to date) RETURNS SETOF cluster LANGUAGE sql STABLE AS $$
  WITH RECURSIVE bought AS MATERIALIZED (
    -- What an issuer itself buys tells nothing of its insiders. An accession number begins with who sent it in.
    SELECT issuer_cik, traded_on AS day, owner_group, accession, row, value, row_number() OVER (
      PARTITION BY issuer_cik ORDER BY traded_on, accession / 1048576 % 67108864, accession, row) AS place
    FROM transactions
    WHERE trade = 0 AND counts AND traded_on BETWEEN bought_from AND bought_to AND owner_group <> issuer_cik
  ), groups AS MATERIALIZED (
    SELECT DISTINCT ON (issuer_cik, owner_group) issuer_cik, owner_group, accession, row FROM bought
    WHERE issuer_cik IN (SELECT issuer_cik FROM bought GROUP BY 1 HAVING min(owner_group) < max(owner_group))
  ), owners AS MATERIALIZED (
    SELECT issuer_cik, owner_group, insider_cik FROM groups JOIN transaction_owners USING (accession, row)
  ), linked AS (
    SELECT issuer_cik, owner_group, owner_group AS other FROM groups
    UNION
    SELECT l.issuer_cik, l.owner_group, b.owner_group FROM linked l
    JOIN owners a ON a.issuer_cik = l.issuer_cik AND a.owner_group = l.other
    JOIN owners b ON b.issuer_cik = a.issuer_cik AND b.insider_cik = a.insider_cik
  ), purchases AS MATERIALIZED (
    SELECT b.*, m.member FROM bought b
    JOIN (SELECT issuer_cik, owner_group, min(other) AS member FROM linked GROUP BY 1, 2) m USING (issuer_cik, owner_group)
  ), complete AS (
    SELECT d.issuer_cik, d.day FROM (SELECT DISTINCT issuer_cik, day FROM purchases) d
    JOIN purchases p ON p.issuer_cik = d.issuer_cik AND p.day BETWEEN d.day - 13 AND d.day
    GROUP BY 1, 2 HAVING min(member) < max(member)
  ), clusters AS (
    -- Windows that have a day of purchases in common belong together.
    SELECT issuer_cik, island, min(day) AS completed_on, max(day) AS last_on FROM (
      SELECT issuer_cik, day, sum(is_first) OVER (PARTITION BY issuer_cik ORDER BY day) AS island FROM (
        SELECT issuer_cik, day,
          coalesce(day - lag(day) OVER (PARTITION BY issuer_cik ORDER BY day) > 13, true)::int AS is_first
        FROM complete) days) islands
    GROUP BY 1, 2
  ), members AS (
    SELECT c.issuer_cik, c.island, c.completed_on, c.last_on, p.member,
      min(p.day) AS first_on, min(p.place) AS place, sum(p.value) AS value
    FROM clusters c JOIN purchases p ON p.issuer_cik = c.issuer_cik AND p.day BETWEEN c.completed_on - 13 AND c.last_on
    GROUP BY 1, 2, 3, 4, 5
  )
  SELECT issuer_cik, min(first_on), last_on, completed_on, sum(value),
    array_agg(ROW (names, first_on, value)::cluster_member ORDER BY place)
  FROM members m, LATERAL (
    SELECT array_agg(name ORDER BY place, cik) AS names FROM (
      SELECT i.cik, i.name, min(p.place) AS place FROM purchases p
      JOIN owners o USING (issuer_cik, owner_group) JOIN insiders i ON i.cik = o.insider_cik
      WHERE p.issuer_cik = m.issuer_cik AND p.member = m.member
        AND p.day BETWEEN m.completed_on - 13 AND m.last_on
      GROUP BY 1, 2) named) named
  GROUP BY issuer_cik, island, last_on, completed_on
  ORDER BY last_on DESC, issuer_cik DESC, min(first_on) DESC
$$;
