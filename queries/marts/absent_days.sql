--- title = "Дни с пропусками по ученикам"
--- kind = "stored"
--- grain = "одна строка на ученика, класс и день, в который он что-нибудь пропустил"
--- key = ["school_id", "school_year", "pupil_key", "class_id", "date"]
--- day = "date"
--- sort = ["date"]
--- after = ["lessons", "members", "absences"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "pupil_key", type = "long" },
---   { name = "day_due", type = "long", title = "Сколько уроков подлежало в этот день" },
---   { name = "day_missed", type = "long", title = "Сколько из них пропущено" },
---   { name = "day_valid", type = "long", title = "Сколько из пропущенных — по уважительной причине, болезнь среди них" },
---   { name = "day_unexcused", type = "long", title = "Сколько из пропущенных — без уважительной причины" },
--- ]
--- [[checks]]
--- name = "missed"
--- wrong = "day_missed > day_due"
--- message = "пропущено больше, чем подлежало"

-- Which days pupils missed in part or altogether. Days without any absence cannot be missed whole and are left out.
with missed as (
    select
        a.school_id,
        a.school_year,
        a.pupil_key,
        a.date
    from mart.absences a
    join changed x on x.school_id = a.school_id and x.school_year = a.school_year
    where a.missed = 1 and a.date >= x.from_day
    group by a.school_id, a.school_year, a.pupil_key, a.date
),

lessons_of_days as (
    select
        d.school_id,
        d.school_year,
        d.pupil_key,
        l.class_id,
        l.term_id,
        d.date,
        cast(1 as bigint) as due,
        cast(0 as bigint) as missed,
        cast(0 as bigint) as valid,
        cast(0 as bigint) as unexcused
    from missed d
    join mart.members m
        on
            m.school_id = d.school_id
            and m.school_year = d.school_year
            and m.pupil_key = d.pupil_key
            and m.from_day <= d.date
            and m.to_day >= d.date
    join mart.lessons l
        on
            l.school_id = m.school_id
            and l.school_year = m.school_year
            and l.group_id = m.group_id
            and l.date = d.date
    union all
    select
        a.school_id,
        a.school_year,
        a.pupil_key,
        a.class_id,
        a.term_id,
        a.date,
        - a.exempt as due,
        a.missed,
        a.missed_illness + a.missed_excused as valid,
        a.missed_unexcused as unexcused
    from missed d
    join mart.absences a
        on
            a.school_id = d.school_id
            and a.school_year = d.school_year
            and a.pupil_key = d.pupil_key
            and a.date = d.date
)

select
    school_id,
    school_year,
    class_id,
    term_id,
    date,
    pupil_key,
    sum(due) as day_due,
    sum(missed) as day_missed,
    sum(valid) as day_valid,
    sum(unexcused) as day_unexcused
from lessons_of_days
group by school_id, school_year, class_id, term_id, date, pupil_key
having sum(due) > 0
