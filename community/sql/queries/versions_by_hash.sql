-- ?1 version id, ?2 kind.
SELECT id FROM versions WHERE id = ?1 AND kind = ?2
