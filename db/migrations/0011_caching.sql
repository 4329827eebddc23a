-- What caches hang on.

-- Counts the changes of sections and tags, which are no stories and so have no place in the change log: an answer that names
-- them is good only as long as this number stands.
alter table delivery.change_counter add column vocabulary bigint not null default 0;

-- Where the log ends, and when the next story goes by itself: up to then, and until the next change, nothing public differs.
create view delivery.log_end as
select
  seq, at, vocabulary,
  (select min(expires_at) from delivery.article_rows where expires_at > now()) as next_expiry
from delivery.change_counter;

grant select on delivery.log_end to newsapi_delivery;
