-- 7 loads: issuers.byTicker, issuer.filings, filings.owners, filings.transactions, filings.footnotes, filings.signatures, filings.references

select "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on" from "issuer_names" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where ("issuer_names"."kind" = ? and "issuer_names"."text" = ?) order by "issuer_names"."last_on" desc, "issuers"."cik" limit ?;

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on" from "filings" where "filings"."issuer_cik" = ? order by "filings"."dated_on" DESC, "filings"."accession" DESC limit ?;

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" IN (SELECT value FROM json_each(?)) order by "filing_owners"."ordinal";

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "traded_on" from "transactions" where "transactions"."accession" IN (SELECT value FROM json_each(?)) order by "transactions"."row";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" IN (SELECT value FROM json_each(?)) order by "footnotes"."ordinal";

select "accession", "ordinal", "name", "signed_on" from "signatures" where "signatures"."accession" IN (SELECT value FROM json_each(?)) order by "signatures"."ordinal";

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" IN (SELECT value FROM json_each(?)) order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";
