-- What feeds and sitemaps look up.

-- Takedowns, for the feeds that tell of the latest.
create index on delivery.changes (seq desc) where kind in ('withdrawn', 'expired');
