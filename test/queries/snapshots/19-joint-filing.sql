-- 9 loads: filings.byId, issuers.byCik, filings.owners, filings.holdings, insiders.byCik, filings.references, filings.footnotes, insider.issuers, issuers.byCik

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."accession" = ?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" = ?;

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "roles", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" = ? order by "filing_owners"."ordinal";

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id" from "holdings" where "holdings"."accession" = ? order by "holdings"."row";

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" = ? order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" = ? order by "footnotes"."ordinal";

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."first_filing", "relationships"."last_filing", "relationships"."filing_count", "relationships"."sole_count", "relationships"."ever_roles", "relationships"."board_first_on", "relationships"."board_last_on", "relationships"."board_first_filing", "relationships"."board_last_filing", "issuers"."last_on" from "relationships" left join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."insider_cik" = ? order by "relationships"."last_on" DESC, "relationships"."issuer_cik" DESC limit +?;
