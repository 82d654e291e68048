-- SHA-256 of 64 KiB from 1 MiB on, its first 8 digits, lower-case: what texts of old A1111 pictures give. NULL: nobody looked, or too short.
ALTER TABLE file_hashes ADD COLUMN autov1 TEXT;
CREATE INDEX file_hashes_autov1 ON file_hashes(autov1) WHERE autov1 IS NOT NULL;
