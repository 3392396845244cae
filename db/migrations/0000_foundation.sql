CREATE TABLE `filing_owners` (
	`accession` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`insider_cik` integer NOT NULL,
	`name` text,
	`street1` text,
	`street2` text,
	`city` text,
	`state` text,
	`zip_code` text,
	`state_description` text,
	`is_non_us_address` integer,
	`non_us_state_territory` text,
	`country` text,
	`has_good_address` integer,
	`is_director` integer,
	`is_officer` integer,
	`is_ten_percent_owner` integer,
	`is_other` integer,
	`officer_title` text,
	`other_text` text,
	`dated_on` text,
	`period_of_report` text,
	PRIMARY KEY(`accession`, `ordinal`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `filing_owners_by_insider` ON `filing_owners` (`insider_cik`,`dated_on`,`accession`);--> statement-breakpoint
CREATE INDEX `filing_owners_by_insider_period` ON `filing_owners` (`insider_cik`,`period_of_report`,`accession`) WHERE "filing_owners"."period_of_report" is not null;--> statement-breakpoint
CREATE TABLE `filings` (
	`accession` integer PRIMARY KEY NOT NULL,
	`form` text NOT NULL,
	`schema_version` text,
	`issuer_cik` integer NOT NULL,
	`issuer_name` text,
	`issuer_ticker` text,
	`issuer_foreign_ticker` text,
	`tickers` text NOT NULL,
	`period_of_report` text,
	`filed_on` text,
	`accepted_at` text,
	`original_filed_on` text,
	`no_securities_owned` integer,
	`not_subject_to_section_16` integer,
	`form3_holdings_reported` integer,
	`form4_transactions_reported` integer,
	`aff_10b5_one` integer,
	`remarks` text,
	`leftovers` text,
	`source` text NOT NULL,
	`origin` integer NOT NULL,
	`plan_status` integer NOT NULL,
	`content_hash` integer NOT NULL,
	`derivation` integer NOT NULL,
	`is_day_from_header` integer NOT NULL,
	`content_length` integer NOT NULL,
	`dated_on` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `filings_by_date` ON `filings` (`dated_on`,`accession`);--> statement-breakpoint
CREATE INDEX `filings_by_period` ON `filings` (`period_of_report`,`accession`) WHERE "filings"."period_of_report" is not null;--> statement-breakpoint
CREATE INDEX `filings_by_form` ON `filings` (`form`,`dated_on`,`accession`);--> statement-breakpoint
CREATE INDEX `filings_by_issuer` ON `filings` (`issuer_cik`,`dated_on`,`accession`);--> statement-breakpoint
CREATE INDEX `filings_by_issuer_period` ON `filings` (`issuer_cik`,`period_of_report`,`accession`) WHERE "filings"."period_of_report" is not null;--> statement-breakpoint
CREATE INDEX `filings_by_content` ON `filings` (`content_hash`);--> statement-breakpoint
CREATE TABLE `footnote_references` (
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`field` integer NOT NULL,
	`place` integer NOT NULL,
	`label` text NOT NULL,
	PRIMARY KEY(`accession`, `row`, `field`, `place`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `footnotes` (
	`accession` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`label` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`accession`, `ordinal`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `holding_owners` (
	`insider_cik` integer NOT NULL,
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`dated_on` text NOT NULL,
	PRIMARY KEY(`accession`, `row`, `insider_cik`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `holding_owners_by_filed` ON `holding_owners` (`insider_cik`,`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE TABLE `holdings` (
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`line` integer,
	`security_title` text,
	`exercise_price` text,
	`form_type` text,
	`exercisable_on` text,
	`expires_on` text,
	`underlying_title` text,
	`underlying_shares` text,
	`underlying_value` text,
	`shares_after` text,
	`value_after` text,
	`ownership` text,
	`nature_of_ownership` text,
	`as_filed` text,
	`issuer_cik` integer NOT NULL,
	`roles` integer NOT NULL,
	`dated_on` text NOT NULL,
	`grant_id` integer,
	PRIMARY KEY(`accession`, `row`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`grant_id`) REFERENCES `option_grants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `holdings_by_filed` ON `holdings` (`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `holdings_by_issuer` ON `holdings` (`issuer_cik`,`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `holdings_by_grant` ON `holdings` (`grant_id`,`dated_on`,`accession`,`row`) WHERE "holdings"."grant_id" is not null;--> statement-breakpoint
CREATE TABLE `insider_names` (
	`insider_cik` integer NOT NULL,
	`text` text NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL,
	PRIMARY KEY(`insider_cik`, `text`)
);
--> statement-breakpoint
CREATE TABLE `insiders` (
	`cik` integer PRIMARY KEY NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `insiders_by_name` ON `insiders` (`name`,`cik`);--> statement-breakpoint
CREATE INDEX `insiders_by_last` ON `insiders` (`last_on`,`cik`);--> statement-breakpoint
CREATE TABLE `issuer_names` (
	`issuer_cik` integer NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL,
	PRIMARY KEY(`issuer_cik`, `kind`, `text`)
);
--> statement-breakpoint
CREATE INDEX `issuer_names_by_text` ON `issuer_names` (`kind`,`text`,`last_on`);--> statement-breakpoint
CREATE TABLE `issuers` (
	`cik` integer PRIMARY KEY NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`ticker` text,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `issuers_by_name` ON `issuers` (`name`,`cik`);--> statement-breakpoint
CREATE INDEX `issuers_by_last` ON `issuers` (`last_on`,`cik`);--> statement-breakpoint
CREATE TABLE `option_grant_owners` (
	`insider_cik` integer NOT NULL,
	`grant_id` integer NOT NULL,
	PRIMARY KEY(`insider_cik`, `grant_id`),
	FOREIGN KEY (`grant_id`) REFERENCES `option_grants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `option_grant_owners_by_grant` ON `option_grant_owners` (`grant_id`);--> statement-breakpoint
CREATE TABLE `option_grants` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`issuer_cik` integer NOT NULL,
	`holders` text NOT NULL,
	`title` text,
	`exercise_price` text,
	`expires_on` text,
	`exercisable_on` text,
	`underlying_title` text,
	`granted_on` text,
	`granted` text,
	`exercised` text,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `option_grants_by_key` ON `option_grants` (`key`);--> statement-breakpoint
CREATE INDEX `option_grants_by_date` ON `option_grants` (`last_on`,`key`,`granted_on`,`expires_on`);--> statement-breakpoint
CREATE INDEX `option_grants_by_expiry` ON `option_grants` (`expires_on`,`key`) WHERE "option_grants"."expires_on" is not null;--> statement-breakpoint
CREATE INDEX `option_grants_by_issuer` ON `option_grants` (`issuer_cik`,`last_on`,`key`);--> statement-breakpoint
CREATE INDEX `option_grants_by_issuer_expiry` ON `option_grants` (`issuer_cik`,`expires_on`,`key`) WHERE "option_grants"."expires_on" is not null;--> statement-breakpoint
CREATE TABLE `quarantine` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`code` text NOT NULL,
	`message` text NOT NULL,
	`bytes` blob,
	`known` text,
	`quarantined_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `quarantine_by_source` ON `quarantine` (`source`);--> statement-breakpoint
CREATE TABLE `relationships` (
	`issuer_cik` integer NOT NULL,
	`insider_cik` integer NOT NULL,
	`roles` integer NOT NULL,
	`officer_title` text,
	`has_exited` integer NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL,
	`last_filing` integer NOT NULL,
	`filing_count` integer NOT NULL,
	PRIMARY KEY(`issuer_cik`, `insider_cik`)
);
--> statement-breakpoint
CREATE INDEX `relationships_by_issuer` ON `relationships` (`issuer_cik`,`last_on`,`insider_cik`);--> statement-breakpoint
CREATE INDEX `relationships_by_insider` ON `relationships` (`insider_cik`,`last_on`,`issuer_cik`);--> statement-breakpoint
CREATE TABLE `replaced_contents` (
	`content_hash` integer NOT NULL,
	`accession` integer NOT NULL,
	PRIMARY KEY(`content_hash`, `accession`)
);
--> statement-breakpoint
CREATE TABLE `signatures` (
	`accession` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`name` text,
	`signed_on` text,
	PRIMARY KEY(`accession`, `ordinal`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `transaction_owners` (
	`insider_cik` integer NOT NULL,
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`traded_on` text NOT NULL,
	`dated_on` text NOT NULL,
	`value` integer,
	PRIMARY KEY(`accession`, `row`, `insider_cik`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `transaction_owners_by_date` ON `transaction_owners` (`insider_cik`,`traded_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transaction_owners_by_filed` ON `transaction_owners` (`insider_cik`,`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transaction_owners_by_value` ON `transaction_owners` (`insider_cik`,`value`,`accession`,`row`) WHERE "transaction_owners"."value" is not null;--> statement-breakpoint
CREATE TABLE `transactions` (
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`line` integer,
	`security_title` text,
	`exercise_price` text,
	`form_type` text,
	`exercisable_on` text,
	`expires_on` text,
	`underlying_title` text,
	`underlying_shares` text,
	`underlying_value` text,
	`shares_after` text,
	`value_after` text,
	`ownership` text,
	`nature_of_ownership` text,
	`as_filed` text,
	`issuer_cik` integer NOT NULL,
	`roles` integer NOT NULL,
	`dated_on` text NOT NULL,
	`grant_id` integer,
	`transacted_on` text,
	`deemed_executed_on` text,
	`code` text,
	`equity_swap` integer,
	`timeliness` text,
	`shares` text,
	`total_value` text,
	`price_per_share` text,
	`direction` text,
	`value` integer,
	`implausibility` integer,
	`plan_status` integer NOT NULL,
	`traded_on` text NOT NULL,
	PRIMARY KEY(`accession`, `row`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`grant_id`) REFERENCES `option_grants`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `transactions_by_date` ON `transactions` (`traded_on`,`accession`,`row`,`code`,`direction`,`ownership`,`roles`,`plan_status`,`value`,`dated_on`);--> statement-breakpoint
CREATE INDEX `transactions_by_filed` ON `transactions` (`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transactions_by_value` ON `transactions` (`value`,`accession`,`row`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE INDEX `transactions_by_code` ON `transactions` (`code`,`traded_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transactions_by_code_value` ON `transactions` (`code`,`value`,`accession`,`row`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE INDEX `transactions_by_issuer` ON `transactions` (`issuer_cik`,`traded_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transactions_by_issuer_filed` ON `transactions` (`issuer_cik`,`dated_on`,`accession`,`row`);--> statement-breakpoint
CREATE INDEX `transactions_by_issuer_value` ON `transactions` (`issuer_cik`,`value`,`accession`,`row`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE INDEX `transactions_by_grant` ON `transactions` (`grant_id`,`traded_on`,`accession`,`row`) WHERE "transactions"."grant_id" is not null;