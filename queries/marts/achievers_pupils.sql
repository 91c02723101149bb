--- title = "Успеваемость учеников, посчитанная"
--- kind = "view"
--- grain = "одна строка на ученика, завершённый период и вид отметок"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "pupil_key", type = "long" },
---   { name = "grade_kind", type = "text" },
---   { name = "pupils", type = "long" },
---   { name = "no_data", type = "long" },
---   { name = "failing", type = "long" },
---   { name = "failing_one", type = "long" },
---   { name = "failing_two", type = "long" },
---   { name = "failing_more", type = "long" },
---   { name = "not_certified", type = "long" },
---   { name = "one_three", type = "long" },
---   { name = "satisfactory", type = "long" },
---   { name = "one_four", type = "long" },
---   { name = "good", type = "long" },
---   { name = "all_fives", type = "long" },
--- ]

-- What each pupil adds to the counts of the groups. Rows of years that were loaded before kinds were told apart are all
-- of terms.
select
    a.school_id,
    a.school_year,
    a.class_id,
    a.term_id,
    a.date,
    a.pupil_key,
    coalesce(a.kind, 'term') as grade_kind,
    cast(1 as bigint) as pupils,
    cast(a.category = 'no_data' as bigint) as no_data,
    cast(a.category = 'failing' as bigint) as failing,
    cast(a.category = 'failing' and a.twos = 1 as bigint) as failing_one,
    cast(a.category = 'failing' and a.twos = 2 as bigint) as failing_two,
    cast(a.category = 'failing' and a.twos > 2 as bigint) as failing_more,
    cast(a.category = 'not_certified' as bigint) as not_certified,
    cast(a.category = 'one_three' as bigint) as one_three,
    cast(a.category = 'satisfactory' as bigint) as satisfactory,
    cast(a.category = 'one_four' as bigint) as one_four,
    cast(a.category = 'good' as bigint) as good,
    cast(a.category = 'all_fives' as bigint) as all_fives
from achievers a
