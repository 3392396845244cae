-- 11 loads: issuers.byTicker, issuers.byTicker, issuer.shortSwings, issuer.connectedIssuers, insiders.byCik, transactions.byKey, issuers.byCik, issuer.connectedIssuers.shared, insiders.byCik, filings.references, filings.footnotes

select "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on" from "issuer_names" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where ("issuer_names"."kind" = ? and "issuer_names"."text" = ?) order by "issuer_names"."last_on" desc, "issuers"."cik" limit 1;

select "insider_cik" from "relationships" where ("relationships"."issuer_cik" = ? and EXISTS (SELECT 1 FROM "transaction_owners" WHERE "transaction_owners"."insider_cik" = "relationships"."insider_cik"
            AND "transaction_owners"."issuer_cik" = "relationships"."issuer_cik" AND "transaction_owners"."trade" = 0)) order by "relationships"."insider_cik";

select "transactions"."accession", "transactions"."row", "transaction_owners"."traded_on", "transaction_owners"."trade", "transactions"."shares", "transactions"."price_per_share", "transactions"."security_title", "transactions"."instead_filing", "transactions"."instead_row" from "transaction_owners" inner join "transactions" on "transactions"."accession" = "transaction_owners"."accession" AND "transactions"."row" = "transaction_owners"."row" where ("transaction_owners"."insider_cik" = ? and "transaction_owners"."issuer_cik" = ? and "transaction_owners"."trade" IS NOT NULL AND "transactions"."price_per_share" IS NOT NULL and ("transactions"."left_out" IS NULL OR "transactions"."left_out" = 1)) order by "transactions"."left_out", "transactions"."accession", "transactions"."row";

select "insider_cik" from "transaction_owners" where ("transaction_owners"."accession" = ? and "transaction_owners"."row" = ?) order by "transaction_owners"."insider_cik";

select "there"."issuer_cik", count(*), max(CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END) from "relationships" "here" inner join "relationships" "there" on ("there"."insider_cik" = "here"."insider_cik" and "there"."issuer_cik" <> "here"."issuer_cik") where ("here"."issuer_cik" = ? and ? >> CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END <> 0 and ? & (1 << max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END)) <> 0) group by "there"."issuer_cik" order by count(*) desc, max(CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END) desc, "there"."issuer_cik" asc limit 2000;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where ("transactions"."accession" = ? and "transactions"."row" = ?);

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" = ?;

select "issuer_cik", "insider_cik", "roles_here", "roles_there", "tie", "sole", "overlap_from", "overlap_to", "place" from (select "there"."issuer_cik", "there"."insider_cik", "here"."ever_roles" as "roles_here", "there"."ever_roles" as "roles_there", max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) as "tie", min("here"."sole_count", "there"."sole_count") as "sole", CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN max("here"."board_first_on", "there"."board_first_on")
  ELSE max("here"."first_on", "there"."first_on") END as "overlap_from", CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END as "overlap_to", row_number() OVER (PARTITION BY "there"."issuer_cik"
    ORDER BY max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END), min("here"."sole_count", "there"."sole_count") = 0, CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END DESC, "there"."insider_cik") as "place" from "relationships" "here" inner join "relationships" "there" on ("there"."insider_cik" = "here"."insider_cik" and "there"."issuer_cik" <> "here"."issuer_cik") where (("here"."issuer_cik" = ? and ? >> CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END <> 0 and ? & (1 << max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END)) <> 0) and +"there"."issuer_cik" IN (SELECT value FROM json_each(?)))) "ranked" where "place" <= ? order by "place" asc;

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" = ? order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" = ? order by "footnotes"."ordinal";
