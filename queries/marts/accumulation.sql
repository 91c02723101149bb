--- title = "Накопляемость отметок"
--- kind = "view"
--- grain = "одна строка на ученика, группу и законченный или идущий учебный период"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Последний день периода; у идущего — последний день данных" },
---   { name = "pupil_key", type = "long" },
---   { name = "pupil_groups", type = "long" },
---   { name = "sufficient", type = "long" },
---   { name = "current_marks", type = "long", title = "Числовых отметок за период" },
---   { name = "norm", type = "number", title = "Сколько отметок нужно" },
---   { name = "weekly_hours", type = "number" },
--- ]

-- Whose marks of a term are as many as the school's rules want for the weekly hours. The norm is for a quarter of
-- eight weeks: longer terms want more in proportion, running ones as much as the weeks begun. Every step rounds.
with begun as (
    select
        t.school_id,
        t.school_year,
        t.term_id,
        t.kind,
        t.ends_on > s.data_day as is_running,
        least(t.ends_on, s.data_day) as last_day
    from terms t
    join schools s on s.school_id = t.school_id
    where t.kind <> 'year' and t.starts_on <= s.data_day
),

weeks as (
    select
        c.school_id,
        c.school_year,
        c.grade,
        c.term_id,
        date_trunc('week', c.date) as monday
    from calendar c
    where c.is_school_day
    group by c.school_id, c.school_year, c.grade, c.term_id, date_trunc('week', c.date)
),

weeks_of_terms as (
    select
        b.school_id,
        b.school_year,
        b.term_id,
        b.kind,
        b.is_running,
        b.last_day,
        w.grade,
        cast(count(*) as double) as weeks,
        cast(sum(cast(w.monday <= b.last_day as bigint)) as double) as weeks_begun
    from begun b
    join weeks w
        on
            w.school_id = b.school_id
            and w.school_year = b.school_year
            and w.term_id = b.term_id
    group by b.school_id, b.school_year, b.term_id, b.kind, b.is_running, b.last_day, w.grade
),

quarter_norms as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id,
        t.term_id,
        t.kind,
        t.is_running,
        t.last_day,
        t.weeks,
        t.weeks_begun,
        g.weekly_hours,
        r.accumulation_absent_pct as absent_pct,
        case
            when g.weekly_hours <= 1 then cast(r.accumulation_up_to_1_hour as double)
            when g.weekly_hours <= 2 then cast(r.accumulation_up_to_2_hours as double)
            when g.weekly_hours <= 3 then cast(r.accumulation_up_to_3_hours as double)
            else round(r.accumulation_per_3_hours * g.weekly_hours / 3)
        end as norm
    from weeks_of_terms t
    join rules r
        on
            r.school_id = t.school_id
            and r.school_year = t.school_year
            and t.last_day >= r.from_day
            and t.last_day <= r.to_day
    join groups g
        on
            g.school_id = t.school_id
            and g.school_year = t.school_year
            and g.grade = t.grade
    where
        g.class_kind = 'class'
        and g.grade >= 2
        and g.weekly_hours is not null
        and r.accumulation_is_kept
),

term_norms as (
    select
        q.*,
        case
            when q.kind = 'quarter' then q.norm
            else greatest(round(q.norm * q.weeks / 8), 1)
        end as term_norm
    from quarter_norms q
),

norms as (
    select
        n.*,
        case
            when n.is_running then greatest(round(n.term_norm * n.weeks_begun / n.weeks), 1)
            else n.term_norm
        end as wanted
    from term_norms n
),

pupils_of_terms as (
    select
        n.school_id,
        n.school_year,
        n.group_id,
        n.class_id,
        n.subject_id,
        n.staff_id,
        n.term_id,
        n.last_day,
        n.absent_pct,
        n.wanted,
        n.weekly_hours,
        m.pupil_key
    from norms n
    join members m
        on
            m.school_id = n.school_id
            and m.school_year = n.school_year
            and m.group_id = n.group_id
            and m.from_day <= n.last_day
            and m.to_day >= n.last_day
),

lessons_of_terms as (
    select
        l.school_id,
        l.school_year,
        l.group_id,
        l.term_id,
        min(l.date) as first_day,
        max(l.date) as last_day,
        cast(count(*) as bigint) as lessons
    from lessons l
    where l.term_id is not null
    group by l.school_id, l.school_year, l.group_id, l.term_id
),

-- Most pupils stay in a group for a whole term: their lessons are counted once for all of them.
due_parts as (
    select
        m.school_id,
        m.school_year,
        m.group_id,
        t.term_id,
        m.pupil_key,
        t.lessons as due,
        cast(0 as bigint) as valid
    from lessons_of_terms t
    join members m
        on
            m.school_id = t.school_id
            and m.school_year = t.school_year
            and m.group_id = t.group_id
            and m.from_day <= t.first_day
            and m.to_day >= t.last_day
    union all
    select
        p.school_id,
        p.school_year,
        p.group_id,
        l.term_id,
        p.pupil_key,
        cast(1 as bigint) as due,
        cast(0 as bigint) as valid
    from (
        select
            m.school_id,
            m.school_year,
            m.group_id,
            m.pupil_key,
            m.from_day,
            m.to_day,
            t.term_id
        from lessons_of_terms t
        join members m
            on
                m.school_id = t.school_id
                and m.school_year = t.school_year
                and m.group_id = t.group_id
                and m.from_day <= t.last_day
                and m.to_day >= t.first_day
        where m.from_day > t.first_day or m.to_day < t.last_day
    ) p
    join lessons l
        on
            l.school_id = p.school_id
            and l.school_year = p.school_year
            and l.group_id = p.group_id
            and l.term_id = p.term_id
            and l.date >= p.from_day
            and l.date <= p.to_day
    union all
    select
        a.school_id,
        a.school_year,
        a.group_id,
        a.term_id,
        a.pupil_key,
        - a.exempt as due,
        a.missed_illness + a.missed_excused as valid
    from absences a
    where a.term_id is not null
),

attended as (
    select
        d.school_id,
        d.school_year,
        d.group_id,
        d.term_id,
        d.pupil_key,
        sum(d.due) as due,
        sum(d.valid) as valid
    from due_parts d
    group by d.school_id, d.school_year, d.group_id, d.term_id, d.pupil_key
    having sum(d.due) > 0
),

counted as (
    select
        m.school_id,
        m.school_year,
        m.group_id,
        m.term_id,
        m.pupil_key,
        count(*) as marks
    from marks m
    where m.number is not null
    group by m.school_id, m.school_year, m.group_id, m.term_id, m.pupil_key
),

exempt as (
    select
        x.school_id,
        x.school_year,
        x.group_id,
        x.term_id,
        x.pupil_key
    from given_term_marks x
    where x.value = 'осв'
    union
    -- Releases from before running terms had term marks know the exemptions of finished ones.
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.term_id,
        g.pupil_key
    from grades g
    where g.kind = 'term' and g.value = 'осв'
)

select
    p.school_id,
    p.school_year,
    p.group_id,
    p.class_id,
    p.subject_id,
    p.staff_id,
    p.term_id,
    p.last_day as date,
    p.pupil_key,
    cast(1 as bigint) as pupil_groups,
    cast(coalesce(c.marks, 0) >= p.wanted as bigint) as sufficient,
    cast(coalesce(c.marks, 0) as bigint) as current_marks,
    cast(p.wanted as double) as norm,
    cast(p.weekly_hours as double) as weekly_hours
from pupils_of_terms p
join attended a
    on
        a.school_id = p.school_id
        and a.school_year = p.school_year
        and a.group_id = p.group_id
        and a.term_id = p.term_id
        and a.pupil_key = p.pupil_key
left join counted c
    on
        c.school_id = p.school_id
        and c.school_year = p.school_year
        and c.group_id = p.group_id
        and c.term_id = p.term_id
        and c.pupil_key = p.pupil_key
left join exempt e
    on
        e.school_id = p.school_id
        and e.school_year = p.school_year
        and e.group_id = p.group_id
        and e.term_id = p.term_id
        and e.pupil_key = p.pupil_key
where e.pupil_key is null and a.valid * 100 < p.absent_pct * a.due
