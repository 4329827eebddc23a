-- The newsroom's side: every story in every state, every revision, and the vocabulary (sections and tags) as it is managed.

-- A child stands one level below its parent, and both facts are in the foreign key, so a circle cannot be stored:
-- somewhere along it the depth would have to fall. Deferred, so that a subtree moves in one statement.
create table editorial.sections (
  id int generated always as identity primary key,
  slug delivery.slug not null,
  title delivery.one_line not null,
  description delivery.one_line,
  position int not null default 0,
  parent_id int,
  depth smallint not null default 0 check (depth between 0 and 7),
  parent_depth smallint generated always as (case when parent_id is not null then depth - 1 end) stored,
  check ((parent_id is null) = (depth = 0)),
  unique (id, depth),
  foreign key (parent_id, parent_depth) references editorial.sections (id, depth) deferrable initially deferred
);
create index on editorial.sections (parent_id);

-- Every slug a section ever had: none is given to another. The current one is among them.
create table editorial.section_slugs (
  slug delivery.slug primary key,
  section_id int not null references editorial.sections on delete cascade deferrable initially deferred,
  unique (section_id, slug)
);
alter table editorial.sections
  add foreign key (id, slug) references editorial.section_slugs (section_id, slug) deferrable initially deferred;

create table editorial.tags (
  id int generated always as identity primary key,
  type delivery.tag_type not null,
  slug delivery.slug not null,
  title delivery.one_line not null,
  description delivery.one_line,
  aliases text[] not null default '{}',
  external_ids json not null default '{}',
  parent_id int,
  depth smallint not null default 0 check (depth between 0 and 7),
  parent_depth smallint generated always as (case when parent_id is not null then depth - 1 end) stored,
  check ((parent_id is null) = (depth = 0)),
  unique (id, depth),
  unique (id, type),
  foreign key (parent_id, parent_depth) references editorial.tags (id, depth) deferrable initially deferred,
  -- A place is part of a place, a person of no organisation: parents are of the same type.
  foreign key (parent_id, type) references editorial.tags (id, type) deferrable initially deferred
);
create index on editorial.tags (parent_id);

create table editorial.tag_slugs (
  type delivery.tag_type not null,
  slug delivery.slug not null,
  tag_id int not null references editorial.tags on delete cascade deferrable initially deferred,
  primary key (type, slug),
  unique (tag_id, type, slug)
);
alter table editorial.tags
  add foreign key (id, type, slug) references editorial.tag_slugs (tag_id, type, slug) deferrable initially deferred;

create table editorial.articles (
  id uuid primary key,
  slug delivery.slug not null,
  state text not null default 'draft'
    check (state in ('draft', 'scheduled', 'embargoed', 'published', 'withdrawn')),
  revision int not null default 1 check (revision > 0),
  section_id int not null references editorial.sections,
  publish_at timestamptz,
  embargo_until timestamptz,
  first_published_at timestamptz,
  published_at timestamptz,
  updated_at timestamptz,
  expires_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  check (state <> 'scheduled' or publish_at is not null),
  check (state <> 'embargoed' or embargo_until is not null),
  check (state <> 'published' or (first_published_at is not null and published_at is not null and updated_at is not null)),
  check ((state = 'withdrawn') = (withdrawn_at is not null)),
  check (first_published_at <= published_at),
  check (published_at <= updated_at)
);
create index on editorial.articles (section_id);

create table editorial.article_slugs (
  slug delivery.slug primary key,
  article_id uuid not null references editorial.articles on delete cascade deferrable initially deferred,
  unique (article_id, slug)
);
alter table editorial.articles
  add foreign key (id, slug) references editorial.article_slugs (article_id, slug) deferrable initially deferred;

-- The order of a story's tags is their importance, chosen by the editor.
create table editorial.article_tags (
  article_id uuid not null references editorial.articles on delete cascade,
  position smallint not null check (position >= 0),
  tag_id int not null references editorial.tags,
  primary key (article_id, position),
  unique (article_id, tag_id)
);
create index on editorial.article_tags (tag_id);

-- Every save, whole. Who is the name of the key or the command, never of a person.
create table editorial.revisions (
  article_id uuid not null references editorial.articles on delete cascade deferrable initially deferred,
  number int not null check (number > 0),
  content json not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  primary key (article_id, number)
);
alter table editorial.articles
  add foreign key (id, revision) references editorial.revisions (article_id, number) deferrable initially deferred;
