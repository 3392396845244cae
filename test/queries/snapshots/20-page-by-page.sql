-- 4 loads: filings.count, filings, issuers.byCik, filings.owners

select coalesce(sum("filings"), 0) from "filing_counts";

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" order by "filings"."dated_on" DESC, "filings"."accession" DESC limit +?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "roles", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" = ? order by "filing_owners"."ordinal";
