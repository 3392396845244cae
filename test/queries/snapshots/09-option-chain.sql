-- 13 loads: issuers.byTicker, issuer.optionGrants.count, issuer.optionGrants, insiders.byCik, issuers.byCik, grants.transactions, grants.holdings, filings.transactions, filings.footnotes, filings.references, issuers.byCik, filings.lastDay, filings.byId

select "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on" from "issuer_names" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where ("issuer_names"."kind" = ? and "issuer_names"."text" = ?) order by "issuer_names"."last_on" desc, "issuers"."cik" limit 1;

select count(*), count(*) filter (where fits) from (select 1 as "fits" from "option_grants" where ("option_grants"."issuer_cik" = ? and "option_grants"."status" IS NOT NULL) order by "option_grants"."last_on" DESC, "option_grants"."key" DESC limit 300001);

select "id", "key", "issuer_cik", "holders", "title", "exercise_price", "expires_on", "exercisable_on", "underlying_title", "granted_on", "granted", "exercised", "withheld", "sold", "remaining", "remaining_basis", "status", "lapses_on", "known_from", "first_on", "last_on" from "option_grants" where ("option_grants"."issuer_cik" = ? and "option_grants"."status" IS NOT NULL) order by "option_grants"."last_on" DESC, "option_grants"."key" DESC limit +?;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" = ?;

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where "transactions"."grant_id" = ?;

select "holdings"."accession", "holdings"."row", "holdings"."line", "holdings"."security_title", "holdings"."exercise_price", "holdings"."form_type", "holdings"."exercisable_on", "holdings"."expires_on", "holdings"."underlying_title", "holdings"."underlying_shares", "holdings"."underlying_value", "holdings"."shares_after", "holdings"."value_after", "holdings"."ownership", "holdings"."nature_of_ownership", "holdings"."as_filed", "holdings"."issuer_cik", "holdings"."roles", "holdings"."dated_on", "holdings"."instead_filing", "holdings"."instead_row", "holdings"."grant_id", "filings"."form", coalesce("filings"."period_of_report", "holdings"."dated_on") from "holdings" inner join "filings" on "filings"."accession" = "holdings"."accession" where "holdings"."grant_id" IN (SELECT value FROM json_each(?));

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where "transactions"."accession" = ? order by "transactions"."row";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" = ? order by "footnotes"."ordinal";

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" = ? order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select (SELECT max("dated_on") FROM "filings" WHERE "dated_on" <= date('now')) from (SELECT 1);

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on", "owner_group", "amends", "amendment_reason", "lag", "is_late", "arrival" from "filings" where "filings"."accession" = ?;
