-- 8 loads: issuers.byTicker, issuers.names, issuer.insiders, issuer.insiders.count, insiders.byCik, insider.transactions, insider.transactions.count, issuers.byCik

select "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on" from "issuer_names" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where ("issuer_names"."kind" = ? and "issuer_names"."text" = ?) order by "issuer_names"."last_on" desc, "issuers"."cik" limit ?;

select "issuer_cik", "kind", "text", "first_on", "last_on" from "issuer_names" where "issuer_names"."issuer_cik" IN (SELECT value FROM json_each(?)) order by "issuer_names"."first_on", "issuer_names"."text";

select "relationships"."issuer_cik", "relationships"."insider_cik", "relationships"."roles", "relationships"."officer_title", "relationships"."has_exited", "relationships"."first_on", "relationships"."last_on", "relationships"."last_filing", "relationships"."filing_count", "issuers"."last_on" from "relationships" inner join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."issuer_cik" = ? order by "relationships"."last_on" DESC, "relationships"."insider_cik" DESC limit ?;

select count(*) from "relationships" inner join "issuers" on "issuers"."cik" = "relationships"."issuer_cik" where "relationships"."issuer_cik" = ?;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "transactions"."accession", "transactions"."row", "transactions"."line", "transactions"."security_title", "transactions"."exercise_price", "transactions"."form_type", "transactions"."exercisable_on", "transactions"."expires_on", "transactions"."underlying_title", "transactions"."underlying_shares", "transactions"."underlying_value", "transactions"."shares_after", "transactions"."value_after", "transactions"."ownership", "transactions"."nature_of_ownership", "transactions"."as_filed", "transactions"."issuer_cik", "transactions"."roles", "transactions"."dated_on", "transactions"."grant_id", "transactions"."transacted_on", "transactions"."deemed_executed_on", "transactions"."code", "transactions"."equity_swap", "transactions"."timeliness", "transactions"."shares", "transactions"."total_value", "transactions"."price_per_share", "transactions"."direction", "transactions"."value", "transactions"."implausibility", "transactions"."plan_status", "transactions"."traded_on" from "transaction_owners" inner join "transactions" on "transactions"."accession" = "transaction_owners"."accession" AND "transactions"."row" = "transaction_owners"."row" where ("transaction_owners"."insider_cik" = ? and +"transactions"."code" IN (SELECT value FROM json_each(?)) and "transactions"."issuer_cik" = ?) order by "transaction_owners"."traded_on" DESC, "transaction_owners"."accession" DESC, "transaction_owners"."row" DESC limit ?;

select count(*) from "transaction_owners" inner join "transactions" on "transactions"."accession" = "transaction_owners"."accession" AND "transactions"."row" = "transaction_owners"."row" where ("transaction_owners"."insider_cik" = ? and +"transactions"."code" IN (SELECT value FROM json_each(?)) and "transactions"."issuer_cik" = ?);

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));
