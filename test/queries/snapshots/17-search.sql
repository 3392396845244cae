-- 3 loads: search, search, search

select "issuer_names"."text", "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on", (SELECT count(*) FROM (SELECT 1 FROM "filings" WHERE "filings"."issuer_cik" = "issuers"."cik" LIMIT 25)) from "issuer_names" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where "issuer_names"."kind" = 'TICKER' AND "issuer_names"."text" >= ? AND "issuer_names"."text" < ? || char(1114111) order by "issuer_names"."text" asc, "issuer_names"."issuer_cik" asc limit 200;

select count(*) from (select "rowid" from "issuer_words" where "issuer_words" MATCH ? limit 1000) "found";

select "issuer_names"."text", "issuers"."cik", "issuers"."name", "issuers"."ticker", "issuers"."first_on", "issuers"."last_on", (SELECT count(*) FROM (SELECT 1 FROM "filings" WHERE "filings"."issuer_cik" = "issuers"."cik" LIMIT 25)) from "issuer_words" inner join "issuer_names" on "issuer_names"."id" = "issuer_words"."rowid" inner join "issuers" on "issuers"."cik" = "issuer_names"."issuer_cik" where "issuer_words" MATCH ? order by "issuer_words"."rank" limit 200;

select count(*) from (select "rowid" from "insider_words" where "insider_words" MATCH ? limit 1000) "found";

select "insider_names"."text", "insiders"."cik", "insiders"."name", "insiders"."first_on", "insiders"."last_on", (SELECT min(25, coalesce(sum("relationships"."filing_count"), 0)) FROM "relationships" WHERE "relationships"."insider_cik" = "insiders"."cik") from "insider_words" inner join "insider_names" on "insider_names"."id" = "insider_words"."rowid" inner join "insiders" on "insiders"."cik" = "insider_names"."insider_cik" where "insider_words" MATCH ? order by "insider_words"."rank" limit 200;

select "term", "doc" from "issuer_vocabulary" where "issuer_vocabulary"."term" >= ? AND "issuer_vocabulary"."term" < ? || char(1114111);

select "term", "doc" from "insider_vocabulary" where "insider_vocabulary"."term" >= ? AND "insider_vocabulary"."term" < ? || char(1114111);
