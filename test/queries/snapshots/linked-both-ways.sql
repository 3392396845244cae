-- 21 loads: filings.byId, issuers.byCik, filings.owners, filings.signatures, filings.footnotes, filings.transactions, filings.holdings, insiders.byCik, optionGrants.byId, issuer.filings, filings.references, insider.filings, insider.issuers, transactions.byKey, transactions.byKey, grant.transactions, grant.holdings, insider.filings.count, issuers.byCik, grant.transactions.count, grant.holdings.count

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on" from "filings" where "filings"."accession" IN (SELECT value FROM json_each(?));

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" IN (SELECT value FROM json_each(?)) order by "filing_owners"."ordinal";

select "accession", "ordinal", "name", "signed_on" from "signatures" where "signatures"."accession" IN (SELECT value FROM json_each(?)) order by "signatures"."ordinal";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" IN (SELECT value FROM json_each(?)) order by "footnotes"."ordinal";

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "traded_on" from "transactions" where "transactions"."accession" IN (SELECT value FROM json_each(?)) order by "transactions"."row";

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id" from "holdings" where "holdings"."accession" IN (SELECT value FROM json_each(?)) order by "holdings"."row";

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "id", "key", "issuer_cik", "holders", "title", "exercise_price", "expires_on", "exercisable_on", "underlying_title", "granted_on", "granted", "exercised", "first_on", "last_on" from "option_grants" where "option_grants"."id" IN (SELECT value FROM json_each(?));

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on" from "filings" where "filings"."issuer_cik" = ? order by "filings"."dated_on" ASC, "filings"."accession" ASC limit ?;

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" IN (SELECT value FROM json_each(?)) order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select "filings"."accession", "filings"."form", "filings"."schema_version", "filings"."issuer_cik", "filings"."issuer_name", "filings"."issuer_ticker", "filings"."issuer_foreign_ticker", "filings"."tickers", "filings"."period_of_report", "filings"."filed_on", "filings"."accepted_at", "filings"."original_filed_on", "filings"."no_securities_owned", "filings"."not_subject_to_section_16", "filings"."form3_holdings_reported", "filings"."form4_transactions_reported", "filings"."aff_10b5_one", "filings"."remarks", "filings"."leftovers", "filings"."source", "filings"."origin", "filings"."plan_status", "filings"."content_hash", "filings"."derivation", "filings"."is_day_from_header", "filings"."content_length", "filings"."dated_on" from "filing_owners" inner join "filings" on "filings"."accession" = "filing_owners"."accession" where ("filing_owners"."insider_cik" = ? and "filing_owners"."dated_on" IS NOT NULL) order by "filing_owners"."dated_on" DESC, "filing_owners"."accession" DESC limit ?;

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."last_filing", "relationships"."filing_count", "issuers"."last_on" from "relationships" inner join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."insider_cik" = ? order by "relationships"."last_on" DESC, "relationships"."issuer_cik" DESC limit ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "traded_on" from "transactions" where ("transactions"."accession" = ? and "transactions"."row" = ?);

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "traded_on" from "transactions" where "transactions"."grant_id" = ? order by "transactions"."traded_on" DESC, "transactions"."accession" DESC, "transactions"."row" DESC limit ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id" from "holdings" where "holdings"."grant_id" = ? order by "holdings"."dated_on" DESC, "holdings"."accession" DESC, "holdings"."row" DESC limit ?;

select count(*) from "filing_owners" inner join "filings" on "filings"."accession" = "filing_owners"."accession" where ("filing_owners"."insider_cik" = ? and "filing_owners"."dated_on" IS NOT NULL);

select count(*) from "transactions" where "transactions"."grant_id" = ?;

select count(*) from "holdings" where "holdings"."grant_id" = ?;
