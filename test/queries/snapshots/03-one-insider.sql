-- 6 loads: insiders.byCik, insider.issuers.count, insider.issuers, issuers.byCik, pair.positions, insider.trades.sums

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select count(*), count(*) filter (where fits) from (select 1 as "fits" from "relationships" left join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."insider_cik" = ? order by "relationships"."last_on" DESC, "relationships"."issuer_cik" DESC limit 300001);

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."first_filing", "relationships"."last_filing", "relationships"."filing_count", "relationships"."sole_count", "relationships"."ever_roles", "relationships"."board_first_on", "relationships"."board_last_on", "relationships"."board_first_filing", "relationships"."board_last_filing", "issuers"."last_on" from "relationships" left join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."insider_cik" = ? order by "relationships"."last_on" DESC, "relationships"."issuer_cik" DESC limit +?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "id", "issuer_cik", "insider_cik", "is_derivative", "security_title", "ownership", "nature_of_ownership", "exercise_price", "expires_on", "shares_after", "value_after", "is_open", "last_on", "last_filing", "last_row" from "positions" where (("positions"."issuer_cik" = ? and "positions"."insider_cik" = ?) and "positions"."is_open" = ?) order by "positions"."last_on" desc, "positions"."id" desc limit 100;

select "transaction_owners"."trade", CASE WHEN "transactions"."left_out" = 1 AND NOT EXISTS (SELECT 1 FROM "transactions" AS "other" JOIN "transaction_owners" AS "owned"
  ON "owned"."accession" = "other"."accession" AND "owned"."row" = "other"."row" AND "owned"."insider_cik" = "transaction_owners"."insider_cik"
  WHERE "other"."twin_key" = "transactions"."twin_key" AND (("other"."accession", "other"."row") = ("transactions"."instead_filing", "transactions"."instead_row")
    OR ("other"."instead_filing", "other"."instead_row", "other"."left_out") = ("transactions"."instead_filing", "transactions"."instead_row", "transactions"."left_out")
    AND ("other"."accession", "other"."row") < ("transactions"."accession", "transactions"."row"))) THEN NULL ELSE "transactions"."left_out" END as "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik", count(*), CAST(coalesce(sum("transactions"."quantity"), 0) AS TEXT), CAST(coalesce(sum("transactions"."value"), 0) AS TEXT) from "transaction_owners" inner join "transactions" on "transactions"."accession" = "transaction_owners"."accession" AND "transactions"."row" = "transaction_owners"."row" where ("transaction_owners"."insider_cik" = ? and "transaction_owners"."issuer_cik" = ? and "transaction_owners"."trade" IS NOT NULL) group by "transaction_owners"."trade", "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik" order by "transaction_owners"."trade", "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik";
