-- How a photo looks, in the 856 characters of a fingerprint of the kit; the 64 bits before it took pictures of one room for
-- one picture. What was uploaded until now has none: of those only the same file is recognised.
ALTER TABLE photo ADD COLUMN look TEXT;
ALTER TABLE photo DROP COLUMN fingerprint;
