# Задачи: то, что требует внимания, и что об этом сказано.
tasks-intro = Здесь собрано всё, что требует внимания на ваших панелях. Задача снимается сама, когда показатель приходит в норму.
tasks-refused = Не сохранено
tasks-none = Задач нет
tasks-none-advice = Ни один показатель не вышел за порог.
tasks-count =
    Всего: { $count } { $count ->
        [one] задача
        [few] задачи
       *[other] задач
    }
tasks-contents = Что здесь есть
tasks-ways = Группировка задач
tasks-by-kind = По видам
tasks-by-about = По организациям, классам и людям
tasks-about-all = Без привязки к организации или человеку
tasks-pile =
    { $count } { $count ->
        [one] задача
        [few] задачи
       *[other] задач
    }
tasks-pile-serious =
    { $count } { $count ->
        [one] задача
        [few] задачи
       *[other] задач
    }, из них срочных: { $serious }
tasks-new = Новые
tasks-taken = В работе
tasks-put-off = Отложенные
tasks-done = Отмечены выполненными, но показатель ещё за порогом
task-said-taken = В работе: { $by }, { $at }.
task-said-put-off = Отложено до { $until }: { $by }, { $at }.
task-said-done = Выполнено: { $by }, { $at }.
task-change = Отметить
task-state = Состояние
task-state-new = новая
task-state-taken = в работе
task-state-put-off = отложить
task-state-done = выполнено
task-until = Отложить до
task-note = Примечание
task-fault-long = не длиннее { $most } знаков
task-fault-until = нужен день после сегодняшнего
task-save = Сохранить

tasks-slips = Выписки отметок
tasks-slips-unprinted = За неделю с { $from } по { $to } напечатаны не все выписки
tasks-slips-classes = Ученикам, чьи родители отказались от электронного дневника, выписку печатают каждую неделю. Не напечатано: { $classes }
tasks-slips-class =
    { $class } — { $count } { $count ->
        [one] ученику
       *[other] ученикам
    }
tasks-failed = Здесь может быть не всё
