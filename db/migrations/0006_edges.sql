-- Narrow tables: `WITHOUT ROWID`, which Drizzle does not know, their key is the table, and no index beside it. A migration
-- that makes one of them anew has to say so, too.
CREATE TABLE `__new_transaction_owners` (
	`insider_cik` integer NOT NULL,
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`traded_on` text NOT NULL,
	`dated_on` text NOT NULL,
	`value` integer,
	`issuer_cik` integer DEFAULT 0 NOT NULL,
	`trade` integer,
	`position_id` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`accession`, `row`, `insider_cik`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_transaction_owners` (`insider_cik`, `accession`, `row`, `traded_on`, `dated_on`, `value`, `issuer_cik`, `trade`, `position_id`) SELECT `insider_cik`, `accession`, `row`, `traded_on`, `dated_on`, `value`, `issuer_cik`, `trade`, `position_id` FROM `transaction_owners`;
--> statement-breakpoint
DROP TABLE `transaction_owners`;
--> statement-breakpoint
ALTER TABLE `__new_transaction_owners` RENAME TO `transaction_owners`;
--> statement-breakpoint
CREATE INDEX `trade_owners_by_pair` ON `transaction_owners` (`insider_cik`,`issuer_cik`,`traded_on`,`trade`,`accession`,`row`) WHERE "transaction_owners"."trade" is not null;
--> statement-breakpoint
CREATE INDEX `transaction_owners_by_date` ON `transaction_owners` (`insider_cik`,`traded_on`,`accession`,`row`);
--> statement-breakpoint
CREATE INDEX `transaction_owners_by_filed` ON `transaction_owners` (`insider_cik`,`dated_on`,`accession`,`row`);
--> statement-breakpoint
CREATE INDEX `transaction_owners_by_position` ON `transaction_owners` (`position_id`,`traded_on`,`dated_on`,`accession`,`row`);
--> statement-breakpoint
CREATE INDEX `transaction_owners_by_value` ON `transaction_owners` (`insider_cik`,`value`,`accession`,`row`) WHERE "transaction_owners"."value" is not null;
--> statement-breakpoint
CREATE TABLE `__new_holding_owners` (
	`insider_cik` integer NOT NULL,
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`dated_on` text NOT NULL,
	`held_on` text DEFAULT '' NOT NULL,
	`position_id` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`accession`, `row`, `insider_cik`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_holding_owners` (`insider_cik`, `accession`, `row`, `dated_on`, `held_on`, `position_id`) SELECT `insider_cik`, `accession`, `row`, `dated_on`, `held_on`, `position_id` FROM `holding_owners`;
--> statement-breakpoint
DROP TABLE `holding_owners`;
--> statement-breakpoint
ALTER TABLE `__new_holding_owners` RENAME TO `holding_owners`;
--> statement-breakpoint
CREATE INDEX `holding_owners_by_filed` ON `holding_owners` (`insider_cik`,`dated_on`,`accession`,`row`);
--> statement-breakpoint
CREATE INDEX `holding_owners_by_position` ON `holding_owners` (`position_id`,`held_on`,`dated_on`,`accession`,`row`);
--> statement-breakpoint
CREATE TABLE `__new_footnote_references` (
	`accession` integer NOT NULL,
	`row` integer NOT NULL,
	`field` integer NOT NULL,
	`place` integer NOT NULL,
	`label` text NOT NULL,
	PRIMARY KEY(`accession`, `row`, `field`, `place`),
	FOREIGN KEY (`accession`) REFERENCES `filings`(`accession`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_footnote_references` (`accession`, `row`, `field`, `place`, `label`) SELECT `accession`, `row`, `field`, `place`, `label` FROM `footnote_references`;
--> statement-breakpoint
DROP TABLE `footnote_references`;
--> statement-breakpoint
ALTER TABLE `__new_footnote_references` RENAME TO `footnote_references`;
--> statement-breakpoint
CREATE TABLE `__new_option_grant_owners` (
	`insider_cik` integer NOT NULL,
	`grant_id` integer NOT NULL,
	PRIMARY KEY(`insider_cik`, `grant_id`),
	FOREIGN KEY (`grant_id`) REFERENCES `option_grants`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_option_grant_owners` (`insider_cik`, `grant_id`) SELECT `insider_cik`, `grant_id` FROM `option_grant_owners`;
--> statement-breakpoint
DROP TABLE `option_grant_owners`;
--> statement-breakpoint
ALTER TABLE `__new_option_grant_owners` RENAME TO `option_grant_owners`;
--> statement-breakpoint
CREATE INDEX `option_grant_owners_by_grant` ON `option_grant_owners` (`grant_id`);
