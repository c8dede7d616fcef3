-- What a line of the list shows beside the activity's own words, packed as db::nested packs it (decision 86): between fields, between
-- rows and instead of nothing stand the signs U+001B, U+001C and U+001D.
ALTER TABLE activity ADD COLUMN quantities TEXT;
ALTER TABLE activity ADD COLUMN campaigns TEXT;
ALTER TABLE activity ADD COLUMN photos BIGINT NOT NULL DEFAULT 0;
UPDATE activity SET
  quantities = (SELECT 'measureordinalamountsplitcounts_as' || STRING_AGG(COALESCE(CAST(q.measure AS TEXT), '') || '' || COALESCE(CAST(q.ordinal AS TEXT), '') || '' || COALESCE(CAST(q.amount AS TEXT), '') || '' || COALESCE(CAST(q.split AS TEXT), '') || '' || COALESCE(CAST(q.counts_as AS TEXT), ''), '' ORDER BY q.ordinal)
    FROM activity_quantity q WHERE q.activity = activity.id),
  campaigns = (SELECT 'campaign' || STRING_AGG(COALESCE(CAST(l.campaign AS TEXT), ''), '' ORDER BY l.campaign DESC) FROM activity_campaign l WHERE l.activity = activity.id),
  photos = (SELECT COUNT(*) FROM photo p WHERE p.activity = activity.id);
