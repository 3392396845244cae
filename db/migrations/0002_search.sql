-- What search reads: the words of every name, kept in step with the tables of names by triggers. A migration that makes
-- one of these tables anew has to make its triggers anew, too. Updates of names change their days only.
CREATE VIEW `issuer_name_texts` AS SELECT `id`, `text` FROM `issuer_names` WHERE `kind` = 'NAME';
--> statement-breakpoint
CREATE VIRTUAL TABLE `issuer_words` USING fts5(`text`, content = 'issuer_name_texts', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
--> statement-breakpoint
CREATE VIRTUAL TABLE `insider_words` USING fts5(`text`, content = 'insider_names', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
--> statement-breakpoint
CREATE VIRTUAL TABLE `issuer_vocabulary` USING fts5vocab('issuer_words', 'row');
--> statement-breakpoint
CREATE VIRTUAL TABLE `insider_vocabulary` USING fts5vocab('insider_words', 'row');
--> statement-breakpoint
CREATE TRIGGER `issuer_name_added` AFTER INSERT ON `issuer_names` WHEN new.`kind` = 'NAME' BEGIN
  INSERT INTO `issuer_words` (`rowid`, `text`) VALUES (new.`id`, new.`text`);
END;
--> statement-breakpoint
CREATE TRIGGER `issuer_name_removed` AFTER DELETE ON `issuer_names` WHEN old.`kind` = 'NAME' BEGIN
  INSERT INTO `issuer_words` (`issuer_words`, `rowid`, `text`) VALUES ('delete', old.`id`, old.`text`);
END;
--> statement-breakpoint
CREATE TRIGGER `insider_name_added` AFTER INSERT ON `insider_names` BEGIN
  INSERT INTO `insider_words` (`rowid`, `text`) VALUES (new.`id`, new.`text`);
END;
--> statement-breakpoint
CREATE TRIGGER `insider_name_removed` AFTER DELETE ON `insider_names` BEGIN
  INSERT INTO `insider_words` (`insider_words`, `rowid`, `text`) VALUES ('delete', old.`id`, old.`text`);
END;
--> statement-breakpoint
INSERT INTO `issuer_words` (`issuer_words`) VALUES ('rebuild');
--> statement-breakpoint
INSERT INTO `insider_words` (`insider_words`) VALUES ('rebuild');
