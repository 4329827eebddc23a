-- Names of tags that readers did not know and that were merged into one that they know. Editors and drafts may go on using them;
-- readers never learn of them, for the name of a tag can give away a story that is not published yet.
alter table editorial.tag_slugs add column is_hidden boolean not null default false;
