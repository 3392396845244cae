-- 6 loads: search, insiders.byCik, search, issuers.byCik, search, issuers.byCik

select "text", "words", "core", "renown", "issuer_cik", "is_current", "last_on" from "issuer_names" where "issuer_names"."kind" = 'TICKER' AND "issuer_names"."text" >= ? AND "issuer_names"."text" < ? || char(1114111) order by "issuer_names"."text", "issuer_names"."issuer_cik" limit 50;

select "rowid" & 4503599627370495 from "issuer_words" where "issuer_words" MATCH ? order by "issuer_words"."rowid" limit 50;

select "rowid" & 4503599627370495 from "insider_words" where "insider_words" MATCH ? order by "insider_words"."rowid" limit 50;

select "text", "words", "core", "renown", "insider_cik", "is_current", "last_on" from "insider_names" where "insider_names"."id" IN (SELECT value FROM json_each(?));

select "term", "doc" from "issuer_vocabulary" where "issuer_vocabulary"."term" >= ? AND "issuer_vocabulary"."term" < ? || char(1114111) order by "issuer_vocabulary"."term";

select "rowid" & 4503599627370495 from "issuer_words" where "issuer_words" MATCH ? order by "issuer_words"."rowid" limit 100;

select "term", "doc" from "insider_vocabulary" where "insider_vocabulary"."term" >= ? AND "insider_vocabulary"."term" < ? || char(1114111) order by "insider_vocabulary"."term";

select "rowid" & 4503599627370495 from "insider_words" where "insider_words" MATCH ? order by "insider_words"."rowid" limit 100;

select "cik", "name", "first_on", "last_on" from "insiders" where "insiders"."cik" = ?;

select "text", "words", "core", "renown", "issuer_cik", "is_current", "last_on" from "issuer_names" where "issuer_names"."id" IN (SELECT value FROM json_each(?));

select "cik", "name", "ticker", "first_on", "last_on" from "issuers" where "issuers"."cik" = ?;
