-- Pushing what changes to those who asked for it: their subscriptions, how far each has got, and what was tried.

-- Whoever is told of changes: webhooks of partners, caches that are purged. In the schema editorial, since the delivery role must
-- not read secrets. They stand here as they are, not hashed: signing needs the secret itself.
create table editorial.subscribers (
  id uuid primary key,
  kind text not null check (kind in ('webhook', 'cache')),
  name delivery.one_line not null,
  url text not null check (length(url) between 1 and 2000),
  -- What is special to its kind, as the program writes and reads it.
  settings json not null,
  -- Signs what goes to a webhook, or opens the door of a cache.
  secret text,
  -- The secret before it, which goes on signing beside it for a while.
  former_secret text,
  former_secret_until timestamptz,
  active boolean not null default true,
  disabled_at timestamptz,
  disabled_reason text,
  created_at timestamptz not null default now(),
  -- Up to here of the change log everything is dealt with.
  place bigint not null check (place >= 0),
  -- Up to here every takedown is dealt with: they go ahead.
  takedowns_place bigint not null check (takedowns_place >= place),
  -- Counts how often the places were set by hand. A courier that was on its way then does not move them any more.
  epoch int not null default 0,
  -- Of the tries since the last success.
  failures int not null default 0,
  failing_since timestamptz,
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  check ((former_secret is null) = (former_secret_until is null))
);
create index on editorial.subscribers (kind, id desc);

-- Each try to deliver something, and what was not delivered because a takedown overtook it. Pruned by the courier.
create table editorial.attempts (
  id bigint generated always as identity primary key,
  subscriber_id uuid not null references editorial.subscribers on delete cascade,
  -- The change, or the last of those delivered together; null for what is not in the log.
  seq bigint,
  event text not null,
  article_id uuid,
  outcome text not null check (outcome in ('delivered', 'failed', 'overtaken')),
  -- From 1; 0 where none was made.
  number int not null,
  at timestamptz not null,
  duration_ms int not null,
  status smallint,
  fault text,
  -- The beginning of what the receiver answered, where it failed.
  answer text,
  next_attempt_at timestamptz
);
create index on editorial.attempts (subscriber_id, id desc);
create index on editorial.attempts (at);

-- What a webhook is to be told besides changes: that another one was disabled. Gone once it was told.
create table editorial.subscriber_notices (
  id bigint generated always as identity primary key,
  subscriber_id uuid not null references editorial.subscribers on delete cascade,
  about_id uuid not null,
  about_name text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp()
);
create index on editorial.subscriber_notices (subscriber_id, id);

-- Takedowns are looked for ahead of everything else.
create index on delivery.changes (seq) where kind in ('withdrawn', 'expired');
