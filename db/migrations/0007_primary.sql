CREATE TABLE `outbox` (
	`ordinal` integer PRIMARY KEY NOT NULL,
	`before` integer NOT NULL,
	`after` integer NOT NULL,
	`statements` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `publication` (
	`state` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `publication` (`state`) VALUES (abs(random()) % 4503599627370496);
