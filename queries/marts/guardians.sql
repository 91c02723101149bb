--- title = "Законные представители"
--- kind = "stored"
--- grain = "одна строка на представителя и ученика"
--- after = ["enrolments", "classes", "schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text", title = "Класс ученика в последний день данных" },
---   { name = "pupil_key", type = "long" },
---   { name = "guardians", type = "long" },
---   { name = "consents", type = "long" },
---   { name = "refusals", type = "long" },
--- ]

-- Who stands for which pupil, and what they agreed to.
with classes_now as (
    select
        e.school_id,
        e.school_year,
        e.pupil_key,
        min(e.class_id) as class_id
    from mart.enrolments e
    join changed x on x.school_id = e.school_id and x.school_year = e.school_year
    join mart.schools s on s.school_id = e.school_id
    join mart.classes c
        on
            c.school_id = e.school_id
            and c.school_year = e.school_year
            and c.class_id = e.class_id
    where c.kind = 'class' and e.from_day <= s.data_day and e.to_day >= s.data_day
    group by e.school_id, e.school_year, e.pupil_key
),

named as (
    select
        g.*,
        pupil_key(g.school_id, g.pupil_id) as pupil_key
    from lake.guardians g
    join changed x on x.school_id = g.school_id and x.school_year = g.school_year
)

select
    n.school_id,
    n.school_year,
    k.class_id,
    n.pupil_key,
    1 as guardians,
    cast(n.consent_on is not null as bigint) as consents,
    cast(coalesce(n.electronic_access = 'refused', false) as bigint) as refusals
from named n
left join classes_now k
    on
        k.school_id = n.school_id
        and k.school_year = n.school_year
        and k.pupil_key = n.pupil_key
