-- What the holder of a key may read of what is public, and how much.

alter table editorial.keys
  -- As in the contract: filters, a delay in days, whether others may publish it; null for everything.
  add column entitlement jsonb check (jsonb_typeof(entitlement) = 'object'),
  -- Keys that are there already go on as they did.
  add column plan text not null default 'internal' check (plan in ('developer', 'partner', 'internal'));

-- Whether others may publish the story. Who writes without saying so, as an older instance does, keeps it from those who may read
-- nothing else.
alter table delivery.article_index_rows add column syndicatable boolean not null default false;
update delivery.article_index_rows i
set syndicatable = coalesce((a.rights ->> 'syndicatable')::boolean, false)
from delivery.article_rows a
where a.id = i.article_id;
create or replace view delivery.article_index as
select
  article_id, published_at, updated_at, first_published_at, expires_at, type, language, section_ids, tag_ids, terms, fields,
  syndicatable
from delivery.article_index_rows
where expires_at is null or expires_at > now();

-- The same of the story after the change, and when it was published first: both decide who is told of it.
alter table delivery.changes
  add column syndicatable boolean not null default false,
  add column first_published_at timestamptz not null default clock_timestamp(),
  -- Set where nothing happened to the story but that it is so many days old: it becomes public to those who get stories late.
  add column delay_days int check (delay_days > 0);
update delivery.changes c
set
  syndicatable = coalesce((a.rights ->> 'syndicatable')::boolean, false),
  first_published_at = a.first_published_at
from delivery.article_rows a
where a.id = c.article_id;
-- Of stories that are gone nothing more is known than when they appeared in the log.
update delivery.changes c
set first_published_at = f.at
from (select article_id, min(at) as at from delivery.changes group by 1) f
where f.article_id = c.article_id and not exists (select from delivery.article_rows a where a.id = c.article_id);

-- The delays of keys, each with how far stories have been released to those who get them so late.
create table editorial.delays (
  days int primary key check (days > 0),
  -- Stories that were first published so many days before this moment, or earlier, have been.
  released_to timestamptz not null
);
