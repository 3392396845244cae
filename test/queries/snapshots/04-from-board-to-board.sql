-- 8 loads: insiders, insider.issuers, issuers.byCik, issuer.insiders, insiders.byCik, insider.issuers, filings.byId, issuers.byCik

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."name" >= ? AND "insiders"."name" < ? || char(1114111) order by "insiders"."name" ASC, "insiders"."cik" ASC limit ?;

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."last_filing", "relationships"."filing_count", "issuers"."last_on" from "relationships" inner join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."insider_cik" = ? order by "relationships"."last_on" DESC, "relationships"."issuer_cik" DESC limit ?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."last_filing", "relationships"."filing_count", "issuers"."last_on" from "relationships" inner join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where ("relationships"."issuer_cik" = ? and "relationships"."roles" & ? <> 0) order by "relationships"."last_on" DESC, "relationships"."insider_cik" DESC limit ?;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on" from "filings" where "filings"."accession" IN (SELECT value FROM json_each(?));
