-- What a person has chosen or been shown on the site.
create table preferences (
    user_id integer primary key references users on delete cascade,
    -- When the person ended the tour; none where it is to be shown.
    tour_seen_at text
) strict;

drop view users_with_grants;

-- With what is valid, and with what a page asks about its reader.
create view users_with_grants as
select
    users.*,
    (
        select json_group_array(json_object(
            'id', grants.id,
            'name', grants.name,
            'ground', grants.ground,
            'valid_from', grants.valid_from,
            'valid_to', grants.valid_to,
            'granted_at', grants.granted_at,
            'granted_by', grants.granted_by
        ) order by grants.id)
        from grants
        where grants.user_id = users.id and grants.revoked_at is null
    ) as grants,
    exists (
        select 1
        from preferences
        where preferences.user_id = users.id and tour_seen_at is not null
    ) as has_seen_tour
from users;
