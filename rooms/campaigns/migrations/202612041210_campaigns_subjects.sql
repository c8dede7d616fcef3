-- What a campaign is about (宣传内容) is corrected, added and dropped like its slogans, in a draft and by an amendment: rows of its own
-- instead of what the notice was read as. Their ids are made of the campaign's and their place in the list; what was read twice stands
-- once. They are known as printed, so that another notice takes them with it.
INSERT INTO slogan (id, campaign, kind, text, dropped, source_text, version)
  SELECT substr(n.campaign, 1, 24) || substr(CAST(100000000 + MIN(item.key) AS TEXT), 2, 8), n.campaign, 'subject', item.value, FALSE,
    item.value, 1
  FROM notice n, {ITEMS n.reading subjects} GROUP BY n.campaign, item.value;

INSERT INTO slogan (id, campaign, kind, text, dropped, origin, source_text, version)
  SELECT substr(d.id, 1, 24) || substr(s.id, 25, 8), d.id, s.kind, s.text, FALSE, s.id, s.source_text, 1
  FROM campaign d JOIN slogan s ON s.campaign = d.amends
  WHERE d.state <> 'gone' AND s.kind = 'subject';
