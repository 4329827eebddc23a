-- Keys can be changed: an entity tag names the state that a change is meant for, and what goes on with a key ends when it changes.
alter table editorial.keys add column version int not null default 1;
