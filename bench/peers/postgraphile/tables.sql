-- What the operations ask about, with the types that one would give it in PostgreSQL. Keys follow once it is loaded.
CREATE TABLE issuers (cik int NOT NULL, name text NOT NULL, ticker text, first_on date NOT NULL, last_on date NOT NULL);
CREATE TABLE insiders (cik int NOT NULL, name text NOT NULL);
CREATE TABLE relationships (
  issuer_cik int NOT NULL, insider_cik int NOT NULL, roles int NOT NULL, officer_title text, has_exited boolean NOT NULL,
  first_on date NOT NULL, last_on date NOT NULL, sole_count int NOT NULL, is_on_board boolean NOT NULL,
  board_first_on date, board_last_on date, board_last_filing bigint
);
CREATE TABLE filings (
  accession bigint NOT NULL, form text NOT NULL, filed_on date, period_of_report date, plan_status int NOT NULL, issuer_cik int NOT NULL
);
CREATE TABLE filing_owners (
  accession bigint NOT NULL, ordinal int NOT NULL, insider_cik int NOT NULL, name text, roles int NOT NULL, officer_title text
);
-- `in_force`: no row of an amendment stands for it. `counts`: it does so in sums.
CREATE TABLE transactions (
  accession bigint NOT NULL, row int NOT NULL, issuer_cik int NOT NULL, transacted_on date, traded_on date NOT NULL, code text,
  shares text, price_per_share text, value bigint, quantity bigint, direction text, trade int, owner_group bigint NOT NULL,
  security_title text, shares_after text, ownership text, nature_of_ownership text,
  in_force boolean NOT NULL, counts boolean NOT NULL
);
CREATE TABLE transaction_owners (insider_cik int NOT NULL, accession bigint NOT NULL, row int NOT NULL, traded_on date NOT NULL);
CREATE TABLE holdings (
  accession bigint NOT NULL, row int NOT NULL, security_title text, shares_after text, ownership text, nature_of_ownership text
);
CREATE TABLE footnotes (accession bigint NOT NULL, ordinal int NOT NULL, label text NOT NULL, text text NOT NULL);
CREATE TABLE footnote_references (accession bigint NOT NULL, row int NOT NULL, field int NOT NULL, place int NOT NULL, label text NOT NULL);
CREATE TABLE positions (
  id bigint NOT NULL, issuer_cik int NOT NULL, insider_cik int NOT NULL, security_title text, shares_after text,
  ownership text, nature_of_ownership text, is_open boolean NOT NULL, last_on date NOT NULL
);
