-- The public side: only what may be read now, in the shape in which it is read. Written by the publish transaction alone.

create table delivery.sections (
  id int primary key,
  slug delivery.slug not null unique,
  title delivery.one_line not null,
  description delivery.one_line,
  position int not null,
  parent_id int references delivery.sections deferrable initially deferred,
  -- From the root down to the section itself.
  path int[] not null check (path[array_length(path, 1)] = id),
  -- Stories here and in the subsections, and the newest of them: kept by the publish transaction, never counted on request.
  article_count int not null default 0 check (article_count >= 0),
  latest_published_at timestamptz,
  changed_at timestamptz not null
);

create table delivery.section_slugs (
  slug delivery.slug primary key,
  section_id int not null references delivery.sections on delete cascade deferrable initially deferred
);

-- A tag is public from the first published story that carries it: the name of a tag can give a story away.
create table delivery.tags (
  id int primary key,
  type delivery.tag_type not null,
  slug delivery.slug not null,
  title delivery.one_line not null,
  description delivery.one_line,
  aliases text[] not null,
  external_ids json not null,
  parent_id int references delivery.tags deferrable initially deferred,
  article_count int not null default 0 check (article_count >= 0),
  latest_published_at timestamptz,
  changed_at timestamptz not null,
  -- The title without accents and case, for sorting and for seeking by key.
  sort_title text collate "C" not null,
  unique (type, slug)
);
create index on delivery.tags (sort_title, id);
create index on delivery.tags (article_count desc, id desc);
create index on delivery.tags (latest_published_at desc, id desc);

create table delivery.tag_slugs (
  type delivery.tag_type not null,
  slug delivery.slug not null,
  tag_id int not null references delivery.tags on delete cascade deferrable initially deferred,
  primary key (type, slug)
);

-- What a typed prefix may match: the title and each alias from each of their words on ("new york city", "york city", "city"),
-- without accents and case.
create table delivery.tag_phrases (
  tag_id int not null references delivery.tags on delete cascade,
  phrase text collate "C" not null,
  primary key (tag_id, phrase)
);
create index on delivery.tag_phrases (phrase, tag_id);

create table delivery.article_rows (
  id uuid primary key,
  slug delivery.slug not null unique,
  version int not null check (version > 0),
  type delivery.article_type not null,
  language delivery.language not null,
  headline delivery.one_line not null,
  standfirst text not null,
  byline text,
  section_id int not null references delivery.sections,
  section_ids int[] not null,
  tag_ids int[] not null,
  section json not null,
  tags json not null,
  lead_image json,
  rights json not null,
  corrections json not null,
  word_count int not null check (word_count >= 0),
  reading_minutes smallint not null check (reading_minutes > 0),
  urgency smallint not null check (urgency between 1 and 8),
  first_published_at timestamptz not null,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  -- When this row was last written, by whatever change; updated_at is what readers are told.
  changed_at timestamptz not null,
  body json not null
);
create index on delivery.article_rows (published_at desc, id desc);
create index on delivery.article_rows (updated_at desc, id desc);
create index on delivery.article_rows (first_published_at desc, id desc);
create index on delivery.article_rows (expires_at) where expires_at is not null;

-- What the delivery role may read of them. Expiry is a predicate here: no worker has to run for it to hold.
create view delivery.articles as
select
  id, slug, version, type, language, headline, standfirst, byline, section_id, section_ids, tag_ids, section, tags, lead_image,
  rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at,
  changed_at, body
from delivery.article_rows
where expires_at is null or expires_at > now();

-- The lists a story stands in, with their order, so that a page costs the same under a rare tag and under a popular one.
create table delivery.article_tags (
  tag_id int not null references delivery.tags,
  article_id uuid not null references delivery.article_rows on delete cascade,
  position smallint not null,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (article_id, tag_id),
  unique (article_id, position)
);
create index on delivery.article_tags (tag_id, published_at desc, article_id desc);
create index on delivery.article_tags (tag_id, updated_at desc, article_id desc);

-- One row for the story's section and one for each section above it: "subsections included" is then a plain look-up.
create table delivery.article_sections (
  section_id int not null references delivery.sections,
  article_id uuid not null references delivery.article_rows on delete cascade,
  published_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (article_id, section_id)
);
create index on delivery.article_sections (section_id, published_at desc, article_id desc);
create index on delivery.article_sections (section_id, updated_at desc, article_id desc);

-- Every slug under which a story was ever public, withdrawn stories included: an old link is answered for ever.
create table delivery.article_slugs (
  slug delivery.slug primary key,
  article_id uuid not null
);
create index on delivery.article_slugs (article_id);

create table delivery.tombstones (
  article_id uuid primary key,
  slug delivery.slug not null,
  withdrawn_at timestamptz not null,
  kind delivery.withdrawal_kind not null,
  reason delivery.one_line,
  replaced_by uuid check (replaced_by <> article_id),
  check (kind <> 'duplicate' or replaced_by is not null)
);

-- What answers 410: the withdrawn, and those whose rights have ended a moment ago.
create view delivery.gone as
select article_id, withdrawn_at, kind, reason, replaced_by from delivery.tombstones
union all
select id, expires_at, 'rights', 'The right to publish this story has ended.', null
from delivery.article_rows
where expires_at <= now();

-- Numbered in the order of commits: whoever changes what is public takes the next number first and holds the counter's row
-- until commit. That lock is also why two publishers never wait for each other crosswise.
create table delivery.changes (
  seq bigint primary key,
  kind delivery.change_kind not null,
  at timestamptz not null,
  article_id uuid not null,
  slug delivery.slug not null,
  version int not null,
  impact delivery.impact not null
);
create index on delivery.changes (article_id, seq);

create table delivery.change_counter (
  seq bigint not null default 0,
  at timestamptz not null default now(),
  one boolean primary key default true check (one)
);
insert into delivery.change_counter default values;

-- When anything public last changed, be it that a story expired: the Last-Modified of every list.
create view delivery.last_change as
select greatest(at, (select max(expires_at) from delivery.article_rows where expires_at <= now())) as at
from delivery.change_counter;

-- Signs paging cursors, the same on every instance. It guards against meddling, not a secret worth stealing.
create table delivery.cursor_key (
  key bytea not null,
  one boolean primary key default true check (one)
);
insert into delivery.cursor_key (key)
select uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

grant select on
  delivery.sections, delivery.section_slugs, delivery.tags, delivery.tag_slugs, delivery.tag_phrases,
  delivery.articles, delivery.article_tags, delivery.article_sections, delivery.article_slugs,
  delivery.gone, delivery.changes, delivery.last_change, delivery.cursor_key, delivery.schema_versions
to newsapi_delivery;
