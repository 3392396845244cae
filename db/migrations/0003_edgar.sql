CREATE TABLE `issuer_attributes` (
	`issuer_cik` integer NOT NULL,
	`kind` integer NOT NULL,
	`value` text NOT NULL,
	`detail` text NOT NULL,
	`first_on` text NOT NULL,
	`last_on` text NOT NULL,
	PRIMARY KEY(`issuer_cik`, `kind`, `value`, `detail`)
);
--> statement-breakpoint
CREATE TABLE `sequences` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_marks` (
	`source` text PRIMARY KEY NOT NULL,
	`version` text,
	`taken_at` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `filings` ADD `arrival` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `filings_by_arrival` ON `filings` (`arrival`);--> statement-breakpoint
INSERT INTO `sequences` (`name`, `value`) VALUES ('database', abs(random()) % 281474976710656);
