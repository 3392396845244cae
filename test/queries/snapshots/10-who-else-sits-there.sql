-- 6 loads: insiders.byCik, insider.coInsiders, insiders.byCik, insider.coInsiders.shared, issuers.byCik, insider.trades.sums

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select "there"."insider_cik", count(*), max(CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END) from "relationships" "here" inner join "relationships" "there" on ("there"."issuer_cik" = "here"."issuer_cik" and "there"."insider_cik" <> "here"."insider_cik") where ("here"."insider_cik" = ? and ? >> CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END <> 0 and ? & (1 << max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END)) <> 0) group by "there"."insider_cik" order by count(*) desc, max(CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END) desc, "there"."insider_cik" asc limit 2000;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "issuer_cik", "insider_cik", "roles_here", "roles_there", "tie", "sole", "overlap_from", "overlap_to", "place" from (select "there"."issuer_cik", "there"."insider_cik", "here"."ever_roles" as "roles_here", "there"."ever_roles" as "roles_there", max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) as "tie", min("here"."sole_count", "there"."sole_count") as "sole", CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN max("here"."board_first_on", "there"."board_first_on")
  ELSE max("here"."first_on", "there"."first_on") END as "overlap_from", CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END as "overlap_to", row_number() OVER (PARTITION BY "there"."insider_cik"
    ORDER BY max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END), min("here"."sole_count", "there"."sole_count") = 0, CASE max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END) WHEN 0 THEN min("here"."board_last_on", "there"."board_last_on")
  ELSE min("here"."last_on", "there"."last_on") END DESC, "there"."issuer_cik") as "place" from "relationships" "here" inner join "relationships" "there" on ("there"."issuer_cik" = "here"."issuer_cik" and "there"."insider_cik" <> "here"."insider_cik") where (("here"."insider_cik" = ? and ? >> CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END <> 0 and ? & (1 << max(CASE WHEN "here"."ever_roles" & 3 THEN 0
    WHEN "here"."ever_roles" & 4 THEN 1 ELSE 2 END, CASE WHEN "there"."ever_roles" & 3 THEN 0
    WHEN "there"."ever_roles" & 4 THEN 1 ELSE 2 END)) <> 0) and +"there"."insider_cik" IN (SELECT value FROM json_each(?)))) "ranked" where "place" <= ? order by "place" asc;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "transaction_owners"."trade", CASE WHEN "transactions"."left_out" = 1 AND NOT EXISTS (SELECT 1 FROM "transactions" AS "other" JOIN "transaction_owners" AS "owned"
  ON "owned"."accession" = "other"."accession" AND "owned"."row" = "other"."row" AND "owned"."insider_cik" = "transaction_owners"."insider_cik"
  WHERE "other"."twin_key" = "transactions"."twin_key" AND (("other"."accession", "other"."row") = ("transactions"."instead_filing", "transactions"."instead_row")
    OR ("other"."instead_filing", "other"."instead_row", "other"."left_out") = ("transactions"."instead_filing", "transactions"."instead_row", "transactions"."left_out")
    AND ("other"."accession", "other"."row") < ("transactions"."accession", "transactions"."row"))) THEN NULL ELSE "transactions"."left_out" END as "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik", count(*), CASE WHEN abs(coalesce(sum("transactions"."quantity"), 0)) <= 9007199254740991 THEN coalesce(sum("transactions"."quantity"), 0) ELSE CAST(coalesce(sum("transactions"."quantity"), 0) AS TEXT) END, CASE WHEN abs(coalesce(sum("transactions"."value"), 0)) <= 9007199254740991 THEN coalesce(sum("transactions"."value"), 0) ELSE CAST(coalesce(sum("transactions"."value"), 0) AS TEXT) END from "transaction_owners" inner join "transactions" on "transactions"."accession" = "transaction_owners"."accession" AND "transactions"."row" = "transaction_owners"."row" where ("transaction_owners"."insider_cik" = ? and "transaction_owners"."issuer_cik" = ? and "transaction_owners"."trade" IS NOT NULL) group by "transaction_owners"."trade", "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik" order by "transaction_owners"."trade", "left_out_of", "transactions"."plan_status", "transaction_owners"."insider_cik";
