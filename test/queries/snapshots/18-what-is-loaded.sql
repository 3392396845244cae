-- 6 loads: dataset.counts, dataset.issuers, dataset.insiders, dataset.firstFiledOn, dataset.lastFiledOn, dataset.quarantined

select "form", "year", "origin", "filings", "transactions", "holdings" from "filing_counts" order by "filing_counts"."form", "filing_counts"."year", "filing_counts"."origin";

select count(*) from "issuers";

select count(*) from "insiders";

select min("dated_on") from "filings";

select max("dated_on") from "filings";

select count(*) from "quarantine";
