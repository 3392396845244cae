-- 6 loads: search, insiders.byCik, search, issuers.byCik, search, issuers.byCik

select "text", "issuer_cik" from "issuer_names" where "issuer_names"."kind" = 'TICKER' AND "issuer_names"."text" >= ? AND "issuer_names"."text" < ? || char(1114111) order by "issuer_names"."text" asc, "issuer_names"."issuer_cik" asc limit 200;

select "issuer_names"."id", "issuer_names"."text", "issuer_names"."issuer_cik" from "issuer_words" inner join "issuer_names" on "issuer_names"."id" = "issuer_words"."rowid" where "issuer_words" MATCH ? order by "issuer_words"."rowid" limit 1000;

select "insider_names"."id", "insider_names"."text", "insider_names"."insider_cik" from "insider_words" inner join "insider_names" on "insider_names"."id" = "insider_words"."rowid" where "insider_words" MATCH ? order by "insider_words"."rowid" limit 1000;

select "cik", "name", NULL, "last_on", (SELECT min(25, coalesce(sum("relationships"."filing_count"), 0)) FROM "relationships" WHERE "relationships"."insider_cik" = "insiders"."cik") from "insiders" where "insiders"."cik" IN (SELECT value FROM json_each(?));

select "term", "doc" from "issuer_vocabulary" where "issuer_vocabulary"."term" >= ? AND "issuer_vocabulary"."term" < ? || char(1114111);

select "term", "doc" from "insider_vocabulary" where "insider_vocabulary"."term" >= ? AND "insider_vocabulary"."term" < ? || char(1114111);

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select "cik", "name", "ticker", "last_on", (SELECT count(*) FROM (SELECT 1 FROM "filings" WHERE "filings"."issuer_cik" = "issuers"."cik" LIMIT 25)) from "issuers" where "issuers"."cik" IN (SELECT value FROM json_each(?));

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" = ?;
