--- title = "Начавшиеся учебные периоды"
--- kind = "view"
--- is_few = true
--- grain = "одна строка на учебный период школы, начавшийся ко дню вопроса; законченный стоит ещё раз, среди законченных"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date" },
---   { name = "back", type = "long", title = "1 — идущий или последний из начавшихся, 2 — предыдущий; −1 — последний законченный, −2 — законченный до него" },
--- ]

-- Which term each school's grades are in, counted back from today, and which is the last that is over by their data.
select distinct
    school_id,
    school_year,
    term_id,
    starts_on,
    ends_on,
    back
from terms_of_grades
