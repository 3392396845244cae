-- Keys, the indices that the operations' orders need, and what PostGraphile is told in comments.
ALTER TABLE issuers ADD PRIMARY KEY (cik);
ALTER TABLE insiders ADD PRIMARY KEY (cik);
ALTER TABLE filings ADD PRIMARY KEY (accession), ADD FOREIGN KEY (issuer_cik) REFERENCES issuers;
ALTER TABLE relationships ADD PRIMARY KEY (issuer_cik, insider_cik),
  ADD FOREIGN KEY (issuer_cik) REFERENCES issuers, ADD FOREIGN KEY (insider_cik) REFERENCES insiders,
  ADD FOREIGN KEY (board_last_filing) REFERENCES filings;
ALTER TABLE filing_owners ADD PRIMARY KEY (accession, ordinal),
  ADD FOREIGN KEY (accession) REFERENCES filings, ADD FOREIGN KEY (insider_cik) REFERENCES insiders;
ALTER TABLE transactions ADD PRIMARY KEY (accession, row),
  ADD FOREIGN KEY (accession) REFERENCES filings, ADD FOREIGN KEY (issuer_cik) REFERENCES issuers;
ALTER TABLE transaction_owners ADD PRIMARY KEY (accession, row, insider_cik),
  ADD FOREIGN KEY (accession, row) REFERENCES transactions, ADD FOREIGN KEY (insider_cik) REFERENCES insiders;
ALTER TABLE holdings ADD PRIMARY KEY (accession, row), ADD FOREIGN KEY (accession) REFERENCES filings;
ALTER TABLE footnotes ADD PRIMARY KEY (accession, ordinal), ADD FOREIGN KEY (accession) REFERENCES filings;
ALTER TABLE footnote_references ADD PRIMARY KEY (accession, row, field, place);
ALTER TABLE positions ADD PRIMARY KEY (id), ADD FOREIGN KEY (issuer_cik, insider_cik) REFERENCES relationships;

CREATE INDEX ON relationships (issuer_cik, last_on DESC, insider_cik DESC);
CREATE INDEX ON relationships (insider_cik, last_on DESC, issuer_cik DESC);
CREATE INDEX ON positions (issuer_cik, insider_cik, is_open, last_on DESC, id DESC);
CREATE INDEX ON transactions (in_force, traded_on DESC, accession DESC, row DESC);
CREATE INDEX ON transactions (issuer_cik, in_force, traded_on DESC, accession DESC, row DESC);
CREATE INDEX ON transactions (code, in_force, traded_on DESC, accession DESC, row DESC) INCLUDE (value);
CREATE INDEX ON transactions (issuer_cik, traded_on) INCLUDE (trade, counts, owner_group, quantity, value) WHERE trade IS NOT NULL;
CREATE INDEX ON transactions (traded_on, issuer_cik) INCLUDE (owner_group, value, accession, row) WHERE trade = 0 AND counts;
CREATE INDEX ON transaction_owners (insider_cik, traded_on DESC, accession DESC, row DESC);
CREATE INDEX ON filing_owners (insider_cik);
CREATE INDEX ON relationships (insider_cik, issuer_cik) INCLUDE (board_last_on) WHERE is_on_board;
CREATE INDEX ON relationships (issuer_cik, insider_cik) INCLUDE (board_last_on) WHERE is_on_board;

-- References also hang on holdings, so that this can be no key of the table.
COMMENT ON TABLE footnote_references IS E'@foreignKey (accession, row) references transactions (accession, row)';
