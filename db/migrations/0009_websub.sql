-- WebSub (W3C Recommendation of 2018): whoever subscribes to a feed is sent it anew when it changes. Its subscribers stand among
-- those that are told of changes; here are the requests that their callbacks have not confirmed yet.
alter table editorial.subscribers
  drop constraint subscribers_kind_check,
  add constraint subscribers_kind_check check (kind in ('webhook', 'cache', 'websub'));
-- One subscription for each feed and callback: asking again renews it.
create unique index on editorial.subscribers (url, (settings ->> 'topic')) where kind = 'websub';

create table editorial.websub_requests (
  id uuid primary key,
  mode text not null check (mode in ('subscribe', 'unsubscribe')),
  topic text not null check (length(topic) between 1 and 8192),
  callback text not null check (length(callback) between 1 and 2000),
  lease_seconds int not null check (lease_seconds > 0),
  secret text check (length(secret) between 1 and 199),
  requested_at timestamptz not null default clock_timestamp(),
  tries int not null default 0,
  next_try_at timestamptz not null default clock_timestamp()
);
create index on editorial.websub_requests (next_try_at);
