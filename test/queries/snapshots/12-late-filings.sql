-- 8 loads: filings.count, filings, issuers.byCik, filings.owners, filings.transactions, issuer.filings.count, insiders.byCik, insider.filings.count

select count(*), count(*) filter (where fits) from (select 1 as "fits" from "filings" where "filings"."is_late" = 1 order by "filings"."dated_on" DESC, "filings"."accession" DESC limit 300001);

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."is_late" = 1 order by "filings"."dated_on" DESC, "filings"."accession" DESC limit +?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "roles", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" = ? order by "filing_owners"."ordinal";

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where "transactions"."accession" = ? order by "transactions"."row";

select count(*), count(*) filter (where fits) from (select ("filings"."is_late" = 1) as "fits" from "filings" where "filings"."issuer_cik" = ? order by "filings"."dated_on" DESC, "filings"."accession" DESC limit 50001);

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select count(*), count(*) filter (where fits) from (select ("filings"."is_late" = 1) as "fits" from "filing_owners" inner join "filings" on "filings"."accession" = "filing_owners"."accession" where ("filing_owners"."insider_cik" = ? and "filing_owners"."dated_on" IS NOT NULL) order by "filing_owners"."dated_on" DESC, "filing_owners"."accession" DESC limit 50001);
