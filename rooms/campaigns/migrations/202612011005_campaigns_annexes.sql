-- Slogans and attachments are corrected, added and dropped like every other row of a plan, in a draft and by an amendment.
ALTER TABLE slogan ADD COLUMN dropped BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE slogan ADD COLUMN origin TEXT REFERENCES slogan (id) ON DELETE SET NULL;
CREATE INDEX slogan_origin ON slogan (origin);

-- An amendment's draft has copies of its own from now on, like those of tasks: half of the draft's id and half of the row's are an id.
INSERT INTO slogan (id, campaign, kind, text, dropped, origin, source_start, source_end, source_text, version)
  SELECT substr(d.id, 1, 16) || substr(s.id, 17, 16), d.id, s.kind, s.text, FALSE, s.id, s.source_start, s.source_end, s.source_text, 1
  FROM campaign d JOIN slogan s ON s.campaign = d.amends
  WHERE d.state <> 'gone';
