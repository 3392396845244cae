-- 6 loads: holdings, holdings.count, issuers.byCik, filings.owners, filings.references, filings.footnotes

select "accession", "row", "line", "security_title", "exercise_price", "form_type", "exercisable_on", "expires_on", "underlying_title", "underlying_shares", "underlying_value", "shares_after", "value_after", "ownership", "nature_of_ownership", "as_filed", "issuer_cik", "roles", "dated_on", "grant_id" from "holdings" where ("holdings"."row" <= ? and "holdings"."ownership" = ?) order by "holdings"."dated_on" DESC, "holdings"."accession" DESC, "holdings"."row" DESC limit ?;

select count(*) from "holdings" where ("holdings"."row" <= ? and "holdings"."ownership" = ?);

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "accession", "ordinal", "insider_cik", "name", "street1", "street2", "city", "state", "zip_code", "state_description", "is_non_us_address", "non_us_state_territory", "country", "has_good_address", "is_director", "is_officer", "is_ten_percent_owner", "is_other", "officer_title", "other_text", "dated_on", "period_of_report" from "filing_owners" where "filing_owners"."accession" IN (SELECT value FROM json_each(?)) order by "filing_owners"."ordinal";

select "accession", "row", "field", "place", "label" from "footnote_references" where "footnote_references"."accession" IN (SELECT value FROM json_each(?)) order by "footnote_references"."row", "footnote_references"."field", "footnote_references"."place";

select "accession", "ordinal", "label", "text" from "footnotes" where "footnotes"."accession" IN (SELECT value FROM json_each(?)) order by "footnotes"."ordinal";
