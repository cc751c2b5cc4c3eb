-- Names sort by the rules of language (é beside e, Ż beside Z), not by code point. ICU's root
-- collation comes with every PostgreSQL we support.
drop index client_by_name;
create index client_by_name on client (org_id, name collate "und-x-icu", id);
