-- ?1 FTS5 expression: column and a quoted phrase.
SELECT rowid AS id FROM titles WHERE titles MATCH ?1 LIMIT 50
