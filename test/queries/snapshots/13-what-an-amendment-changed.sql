-- 8 loads: filings.byId, filings.transactions, filings.amendedBy, filings.changes, filings.references, filings.footnotes, filings.references, filings.footnotes

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."accession" = ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where "transactions"."accession" = ? order by "transactions"."row";

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."amends" = ? order by "filings"."dated_on", "filings"."accession";

select "accession", "form", "issuer_cik", "owner_group", "dated_on", "period_of_report", "original_filed_on", "amends" from "filings" where "filings"."accession" = ?;

select "accession", "form", "issuer_cik", "owner_group", "dated_on", "period_of_report", "original_filed_on", "amends" from "filings" where "filings"."amends" = ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id" from "holdings" where "holdings"."accession" = ? order by "holdings"."row";

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" = ? order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" = ? order by "footnotes"."ordinal";
