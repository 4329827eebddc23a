-- What caches hang on.

-- Counts the changes of sections and tags, which are no stories and so have no place in the change log: an answer that names
-- them is good only as long as this number stands.
alter table delivery.change_counter add column vocabulary bigint not null default 0;

-- Where the log ends, and when the next story goes by itself: up to then, and until the next change, nothing public differs.
create view delivery.log_end as
select c.seq, c.at, c.vocabulary, e.at as next_expiry
from delivery.change_counter c
cross join (select min(expires_at) as at from delivery.article_rows where expires_at > now()) e;

grant select on delivery.log_end to newsapi_delivery;
