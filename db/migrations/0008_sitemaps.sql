-- What sitemaps look up.

-- The latest change of each month's stories, for the index of the sitemap.
create index on delivery.article_index_rows (date_trunc('month', published_at at time zone 'UTC'), updated_at desc);
