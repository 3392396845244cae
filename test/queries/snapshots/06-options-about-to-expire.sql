-- 6 loads: optionGrants, optionGrants.count, issuers.byCik, insiders.byCik, grant.transactions, filings.byId

select "id", "key", "issuer_cik", "holders", "title", "exercise_price", "expires_on", "exercisable_on", "underlying_title", "granted_on", "granted", "exercised", "first_on", "last_on" from "option_grants" where ("option_grants"."expires_on" IS NOT NULL and "option_grants"."expires_on" >= ? and "option_grants"."expires_on" <= ?) order by "option_grants"."expires_on" ASC, "option_grants"."key" ASC limit ?;

select count(*) from "option_grants" where ("option_grants"."expires_on" IS NOT NULL and "option_grants"."expires_on" >= ? and "option_grants"."expires_on" <= ?);

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "traded_on" from "transactions" where "transactions"."grant_id" = ? order by "transactions"."traded_on" ASC, "transactions"."accession" ASC, "transactions"."row" ASC limit ?;

select "accession", "form", "schema_version", "issuer_cik", "issuer_name", "issuer_ticker", "issuer_foreign_ticker", "tickers", "period_of_report", "filed_on", "accepted_at", "original_filed_on", "no_securities_owned", "not_subject_to_section_16", "form3_holdings_reported", "form4_transactions_reported", "aff_10b5_one", "remarks", "leftovers", "source", "origin", "plan_status", "content_hash", "derivation", "is_day_from_header", "content_length", "dated_on" from "filings" where "filings"."accession" IN (SELECT value FROM json_each(?));
