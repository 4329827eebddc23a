-- What feeds and sitemaps look up.

-- Takedowns, for the feeds that tell of the latest.
create index on delivery.changes (seq desc) where kind in ('withdrawn', 'expired');

-- The latest change of each month's stories, for the index of the sitemap.
create index on delivery.article_index_rows (date_trunc('month', published_at at time zone 'UTC'), updated_at desc);
