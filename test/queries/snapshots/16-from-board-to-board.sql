-- 4 loads: connectionPath, issuers.byCik, insiders.byCik, filings.byId

select "issuer_cik", "insider_cik", CASE WHEN "ever_roles" & 3 THEN 0
    WHEN "ever_roles" & 4 THEN 1 ELSE 2 END from "relationships" where ("relationships"."issuer_cik" = ? and ? & (1 << CASE WHEN "relationships"."ever_roles" & 3 THEN 0
    WHEN "relationships"."ever_roles" & 4 THEN 1 ELSE 2 END) <> 0) limit +?;

select "insider_cik", "issuer_cik", CASE WHEN "ever_roles" & 3 THEN 0
    WHEN "ever_roles" & 4 THEN 1 ELSE 2 END from "relationships" where ("relationships"."insider_cik" IN (SELECT value FROM json_each(?)) and ? & (1 << CASE WHEN "relationships"."ever_roles" & 3 THEN 0
    WHEN "relationships"."ever_roles" & 4 THEN 1 ELSE 2 END) <> 0) limit +?;

select "insider_cik", "issuer_cik", CASE WHEN "ever_roles" & 3 THEN 0
    WHEN "ever_roles" & 4 THEN 1 ELSE 2 END from "relationships" where ("relationships"."insider_cik" = ? and ? & (1 << CASE WHEN "relationships"."ever_roles" & 3 THEN 0
    WHEN "relationships"."ever_roles" & 4 THEN 1 ELSE 2 END) <> 0) limit +?;

select "issuer_cik", "insider_cik", "roles", "officer_title", "has_exited", "first_on", "last_on", "first_filing", "last_filing", "filing_count", "sole_count", "ever_roles", "board_first_on", "board_last_on", "board_first_filing", "board_last_filing" from "relationships" where "relationships"."issuer_cik" = ? AND "relationships"."insider_cik" = ? order by CASE CASE WHEN "relationships"."ever_roles" & 3 THEN 0
    WHEN "relationships"."ever_roles" & 4 THEN 1 ELSE 2 END WHEN 0 THEN "relationships"."board_last_on" ELSE "relationships"."last_on" END desc, "relationships"."insider_cik" limit 1;

select "issuer_cik", "insider_cik", "roles", "officer_title", "has_exited", "first_on", "last_on", "first_filing", "last_filing", "filing_count", "sole_count", "ever_roles", "board_first_on", "board_last_on", "board_first_filing", "board_last_filing" from "relationships" where "relationships"."insider_cik" = ? AND "relationships"."issuer_cik" = ? order by CASE CASE WHEN "relationships"."ever_roles" & 3 THEN 0
    WHEN "relationships"."ever_roles" & 4 THEN 1 ELSE 2 END WHEN 0 THEN "relationships"."board_last_on" ELSE "relationships"."last_on" END desc, "relationships"."issuer_cik" limit 1;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."accession" IN (SELECT value FROM json_each(?));
