-- What kept answers to searches hang on.

-- The terms that a story has before or after a change: of the latest changes alone. A change of a story that has none of a query's
-- words leaves the answer as it is. Numbers below zero stand for words that no story had before, see NewTerm in the program. A
-- change without a row here, as an older instance leaves it, may concern every search.
create table delivery.change_terms (
  seq bigint primary key,
  terms int[] not null
);

-- What every search hangs on besides: how words are weighed, and by which languages' rules they are shortened.
create view delivery.archive as
select
  coalesce(sum(article_count), 0)::bigint as stories,
  coalesce(string_agg(language, ' ' order by language), '') as languages
from delivery.languages
where article_count > 0;

create or replace view delivery.log_end as
select c.seq, c.at, c.vocabulary, e.at as next_expiry, a.stories, a.languages
from delivery.change_counter c
cross join (select min(expires_at) as at from delivery.article_rows where expires_at > now()) e
cross join delivery.archive a;

grant select on delivery.change_terms, delivery.archive to newsapi_delivery;
