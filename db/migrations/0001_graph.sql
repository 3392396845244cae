CREATE TABLE `filing_counts` (
	`form` text NOT NULL,
	`year` integer NOT NULL,
	`origin` integer NOT NULL,
	`filings` integer NOT NULL,
	`transactions` integer NOT NULL,
	`holdings` integer NOT NULL,
	PRIMARY KEY(`form`, `year`, `origin`)
);
--> statement-breakpoint
CREATE TABLE `positions` (
	`id` integer PRIMARY KEY NOT NULL,
	`issuer_cik` integer NOT NULL,
	`insider_cik` integer NOT NULL,
	`is_derivative` integer NOT NULL,
	`security_title` text,
	`ownership` text,
	`nature_of_ownership` text,
	`exercise_price` text,
	`expires_on` text,
	`shares_after` text,
	`value_after` text,
	`is_open` integer NOT NULL,
	`last_on` text NOT NULL,
	`last_filing` integer NOT NULL,
	`last_row` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `positions_by_insider` ON `positions` (`insider_cik`,`last_on`,`id`);--> statement-breakpoint
CREATE INDEX `positions_by_pair` ON `positions` (`issuer_cik`,`insider_cik`,`is_open`,`last_on`,`id`);--> statement-breakpoint
DROP INDEX `holdings_by_filed`;--> statement-breakpoint
DROP INDEX `holdings_by_issuer`;--> statement-breakpoint
ALTER TABLE `holdings` ADD `instead_filing` integer;--> statement-breakpoint
ALTER TABLE `holdings` ADD `instead_row` integer;--> statement-breakpoint
CREATE INDEX `holdings_by_filed` ON `holdings` (`dated_on`,`accession`,`row`,`instead_filing`);--> statement-breakpoint
CREATE INDEX `holdings_by_issuer` ON `holdings` (`issuer_cik`,`dated_on`,`accession`,`row`,`instead_filing`);--> statement-breakpoint
DROP INDEX `transactions_by_date`;--> statement-breakpoint
DROP INDEX `transactions_by_filed`;--> statement-breakpoint
DROP INDEX `transactions_by_value`;--> statement-breakpoint
DROP INDEX `transactions_by_code`;--> statement-breakpoint
DROP INDEX `transactions_by_code_value`;--> statement-breakpoint
DROP INDEX `transactions_by_issuer`;--> statement-breakpoint
DROP INDEX `transactions_by_issuer_filed`;--> statement-breakpoint
DROP INDEX `transactions_by_issuer_value`;--> statement-breakpoint
ALTER TABLE `transactions` ADD `plan_adopted_on` text;--> statement-breakpoint
ALTER TABLE `transactions` ADD `instead_filing` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `instead_row` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `owner_group` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `transactions` ADD `trade` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `quantity` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `twin_key` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `left_out` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `lag` integer;--> statement-breakpoint
ALTER TABLE `transactions` ADD `previous_purchase_on` text;--> statement-breakpoint
ALTER TABLE `transactions` ADD `pattern` integer;--> statement-breakpoint
CREATE INDEX `transactions_by_twin` ON `transactions` (`twin_key`) WHERE "transactions"."twin_key" is not null;--> statement-breakpoint
CREATE INDEX `trades_by_issuer` ON `transactions` (`issuer_cik`,`traded_on`,`trade`,`left_out`,`plan_status`,`owner_group`,`value`,`quantity`) WHERE "transactions"."trade" is not null;--> statement-breakpoint
CREATE INDEX `purchases_by_date` ON `transactions` (`traded_on`,`issuer_cik`,`owner_group`,`value`,`accession`,`row`,`trade`,`left_out`) WHERE "transactions"."trade" = 0 AND "transactions"."left_out" IS NULL;--> statement-breakpoint
CREATE INDEX `purchases_by_filed` ON `transactions` (`dated_on`,`issuer_cik`,`owner_group`,`value`,`accession`,`row`,`trade`,`left_out`) WHERE "transactions"."trade" = 0 AND "transactions"."left_out" IS NULL;--> statement-breakpoint
CREATE INDEX `transactions_by_date` ON `transactions` (`traded_on`,`accession`,`row`,`code`,`direction`,`ownership`,`roles`,`plan_status`,`value`,`dated_on`,`left_out`);--> statement-breakpoint
CREATE INDEX `transactions_by_filed` ON `transactions` (`dated_on`,`accession`,`row`,`left_out`);--> statement-breakpoint
CREATE INDEX `transactions_by_value` ON `transactions` (`value`,`accession`,`row`,`left_out`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE INDEX `transactions_by_code` ON `transactions` (`code`,`traded_on`,`accession`,`row`,`left_out`);--> statement-breakpoint
CREATE INDEX `transactions_by_code_value` ON `transactions` (`code`,`value`,`accession`,`row`,`left_out`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE INDEX `transactions_by_issuer` ON `transactions` (`issuer_cik`,`traded_on`,`accession`,`row`,`left_out`);--> statement-breakpoint
CREATE INDEX `transactions_by_issuer_filed` ON `transactions` (`issuer_cik`,`dated_on`,`accession`,`row`,`left_out`);--> statement-breakpoint
CREATE INDEX `transactions_by_issuer_value` ON `transactions` (`issuer_cik`,`value`,`accession`,`row`,`left_out`) WHERE "transactions"."value" is not null;--> statement-breakpoint
CREATE TABLE `__new_insider_names` (
	`id` integer PRIMARY KEY NOT NULL,
	`insider_cik` integer NOT NULL,
	`text` text NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_insider_names`("id", "insider_cik", "text", "first_on", "last_on") SELECT rowid, "insider_cik", "text", "first_on", "last_on" FROM `insider_names`;--> statement-breakpoint
DROP TABLE `insider_names`;--> statement-breakpoint
ALTER TABLE `__new_insider_names` RENAME TO `insider_names`;--> statement-breakpoint
CREATE UNIQUE INDEX `insider_names_by_insider` ON `insider_names` (`insider_cik`,`text`);--> statement-breakpoint
CREATE TABLE `__new_issuer_names` (
	`id` integer PRIMARY KEY NOT NULL,
	`issuer_cik` integer NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_issuer_names`("id", "issuer_cik", "kind", "text", "first_on", "last_on") SELECT rowid, "issuer_cik", "kind", "text", "first_on", "last_on" FROM `issuer_names`;--> statement-breakpoint
DROP TABLE `issuer_names`;--> statement-breakpoint
ALTER TABLE `__new_issuer_names` RENAME TO `issuer_names`;--> statement-breakpoint
CREATE UNIQUE INDEX `issuer_names_by_issuer` ON `issuer_names` (`issuer_cik`,`kind`,`text`);--> statement-breakpoint
CREATE INDEX `issuer_names_by_text` ON `issuer_names` (`kind`,`text`,`last_on`);--> statement-breakpoint
ALTER TABLE `filing_owners` ADD `roles` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `filings` ADD `owner_group` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `filings` ADD `amends` integer;--> statement-breakpoint
ALTER TABLE `filings` ADD `amendment_reason` integer;--> statement-breakpoint
ALTER TABLE `filings` ADD `lag` integer;--> statement-breakpoint
ALTER TABLE `filings` ADD `is_late` integer;--> statement-breakpoint
CREATE INDEX `filings_by_original` ON `filings` (`issuer_cik`,`original_filed_on`,`accession`) WHERE "filings"."original_filed_on" is not null;--> statement-breakpoint
CREATE INDEX `filings_by_amended` ON `filings` (`amends`,`dated_on`,`accession`) WHERE "filings"."amends" is not null;--> statement-breakpoint
CREATE INDEX `filings_by_late` ON `filings` (`dated_on`,`accession`) WHERE "filings"."is_late" = 1;--> statement-breakpoint
ALTER TABLE `holding_owners` ADD `held_on` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `holding_owners` ADD `position_id` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `holding_owners_by_position` ON `holding_owners` (`position_id`,`held_on`,`dated_on`,`accession`,`row`);--> statement-breakpoint
ALTER TABLE `option_grants` ADD `withheld` text;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `sold` text;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `remaining` text;--> statement-breakpoint
ALTER TABLE `relationships` ADD `first_filing` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `relationships` ADD `sole_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `relationships` ADD `ever_roles` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `relationships` ADD `board_first_on` text;--> statement-breakpoint
ALTER TABLE `relationships` ADD `board_last_on` text;--> statement-breakpoint
ALTER TABLE `relationships` ADD `board_first_filing` integer;--> statement-breakpoint
ALTER TABLE `relationships` ADD `board_last_filing` integer;--> statement-breakpoint
ALTER TABLE `transaction_owners` ADD `issuer_cik` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `transaction_owners` ADD `trade` integer;--> statement-breakpoint
ALTER TABLE `transaction_owners` ADD `position_id` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `trade_owners_by_pair` ON `transaction_owners` (`insider_cik`,`issuer_cik`,`traded_on`,`trade`,`accession`,`row`) WHERE "transaction_owners"."trade" is not null;--> statement-breakpoint
CREATE INDEX `transaction_owners_by_position` ON `transaction_owners` (`position_id`,`traded_on`,`dated_on`,`accession`,`row`);--> statement-breakpoint
DROP INDEX `option_grants_by_date`;--> statement-breakpoint
DROP INDEX `option_grants_by_expiry`;--> statement-breakpoint
DROP INDEX `option_grants_by_issuer`;--> statement-breakpoint
DROP INDEX `option_grants_by_issuer_expiry`;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `remaining_basis` text;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `status` text;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `lapses_on` text;--> statement-breakpoint
ALTER TABLE `option_grants` ADD `known_from` text;--> statement-breakpoint
CREATE INDEX `option_grants_by_date` ON `option_grants` (`last_on`,`key`,`granted_on`,`expires_on`,`status`,`lapses_on`,`exercise_price`) WHERE "option_grants"."status" is not null;--> statement-breakpoint
CREATE INDEX `option_grants_by_expiry` ON `option_grants` (`expires_on`,`key`,`status`,`lapses_on`,`exercise_price`) WHERE "option_grants"."expires_on" IS NOT NULL AND "option_grants"."status" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `option_grants_by_issuer` ON `option_grants` (`issuer_cik`,`last_on`,`key`,`status`,`lapses_on`,`exercise_price`) WHERE "option_grants"."status" is not null;--> statement-breakpoint
CREATE INDEX `option_grants_by_issuer_expiry` ON `option_grants` (`issuer_cik`,`expires_on`,`key`,`status`,`lapses_on`,`exercise_price`) WHERE "option_grants"."expires_on" IS NOT NULL AND "option_grants"."status" IS NOT NULL;
