-- 4 loads: transactions.count, transactions, issuers.byCik, filings.owners

select count(*), count(*) filter (where fits) from (select (("transactions"."left_out" IS NOT 0 and "transactions"."row" <= ? and +"transactions"."code" = 'P' AND "transactions"."trade" = 0
  AND ("transactions"."left_out" IS NULL OR "transactions"."left_out" = 1) AND ("transactions"."previous_purchase_on" IS NULL OR "transactions"."previous_purchase_on" <
  printf('%04d', substr("transactions"."traded_on", 1, 4) - ?) || substr("transactions"."traded_on", 5)))) as "fits" from "transactions" where "transactions"."code" = ? order by "transactions"."traded_on" DESC, "transactions"."accession" DESC, "transactions"."row" DESC limit 50001);

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "instead_filing", "instead_row", "grant_id", "transacted_on", "deemed_executed_on", "code", "equity_swap", "timeliness", "shares", "total_value", "price_per_share", "direction", "value", "implausibility", "plan_status", "plan_adopted_on", "traded_on", "owner_group", "trade", "quantity", "twin_key", "left_out", "lag", "previous_purchase_on", "traded_apart", "filed_apart", "pattern" from "transactions" where ("transactions"."left_out" IS NOT 0 and "transactions"."code" = ? and "transactions"."row" <= ? and +"transactions"."code" = 'P' AND "transactions"."trade" = 0
  AND ("transactions"."left_out" IS NULL OR "transactions"."left_out" = 1) AND ("transactions"."previous_purchase_on" IS NULL OR "transactions"."previous_purchase_on" <
  printf('%04d', substr("transactions"."traded_on", 1, 4) - ?) || substr("transactions"."traded_on", 5))) order by "transactions"."traded_on" DESC, "transactions"."accession" DESC, "transactions"."row" DESC limit +?;

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "roles", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" = ? order by "filing_owners"."ordinal";
