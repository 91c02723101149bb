# Ответ конструктора: таблица, сводная, график и всё, что о нём сказано.
result-title = Ответ
result-views = Вид ответа
result-view-table = Таблица
result-view-pivot = Сводная
result-view-chart = График
result-table-label = Таблица ответа
result-pivot-label = Сводная таблица ответа
result-cell = Ячейка
result-total = Итого
result-grand = Всего
result-others = Прочие
result-measure = Показатель
result-value = Значение
result-more = больше, чем было
result-less = меньше, чем было
result-same = без изменений
result-partial-value = { $value }, неполный период
result-nothing-asked = Поставьте показатель на полку — ответ появится здесь.
result-costly = Вопрос велик. Чтобы посчитать, нажмите «Выполнить».
result-running = Считаем…
result-running-for = { $seconds } с
result-refused = Так спросить нельзя
result-empty = По этому вопросу данных нет
result-empty-hint = Проверьте период и фильтры: под них не подошла ни одна запись.
# Период, фильтры, путь
result-filters = Период и фильтры
result-no-filters = без фильтров
result-filter-only = только: { $filter }
result-filter-among = среди строк: { $filter }
result-filter-off = Снять: { $filter }
result-period = Период: { $period }
result-period-of = Период: { $period } ({ $days })
result-as-of = Выбран выпуск { $release }
result-crumbs = Путь: { $tree }
result-crumbs-all = Все
# Оговорки
result-cut = Показаны первые { $shown } из { $total }.
result-printed-cut = Напечатаны первые { $shown } строк из { $total }; вся таблица — в выгрузке.
result-cut-unknown = Показаны первые { $shown }, дальше ответ обрезан.
result-cut-others = Показаны первые { $shown } из { $total }. Строки «Прочие» в этой сводной нет: остальные значения разошлись бы по её столбцам; она есть в таблице.
result-cut-others-unknown = Показаны первые { $shown }, дальше ответ обрезан. Строки «Прочие» в этой сводной нет: остальные значения разошлись бы по её столбцам; она есть в таблице.
result-partial = Неполный период: данные есть по { $day }.
result-partial-periods = Неполный период: { $periods }. Данные есть по { $day }.
result-compared-period = Сравнение с предыдущим периодом.
result-compared-period-partial = Сравнение с предыдущим периодом по тот же учебный день: период не закончен.
result-compared-year = Сравнение с прошлым годом.
result-compared-year-partial = Сравнение с прошлым годом по тот же учебный день: период не закончен.
result-compared-period-days = Сравнение с предыдущим периодом: { $days } против { $before }.
result-compared-period-partial-days = Сравнение с предыдущим периодом по тот же учебный день: { $days } против { $before }; период не закончен.
result-compared-year-days = Сравнение с прошлым годом по номерам учебных дней: { $days } против { $before }.
result-compared-year-partial-days = Сравнение с прошлым годом по тот же учебный день: { $days } против { $before }; период не закончен.
result-withheld = Знаком «*» скрыты числа, по которым можно узнать отдельных учеников.
result-missing-schools =
    Данные { $present } из { $expected } { $expected ->
        [one] организации
       *[other] организаций
    }; нет данных: { $schools }.
# Копирование
result-copy = Копировать таблицу
result-copied =
    { $count ->
        [one] Скопирована { $count } строка
        [few] Скопированы { $count } строки
       *[many] Скопировано { $count } строк
    }
result-copying = Загружаем остальные строки…
result-copied-first =
    { $count ->
        [one] Скопирована первая { $count } строка из { $total }; все — в выгрузке
        [few] Скопированы первые { $count } строки из { $total }; все — в выгрузке
       *[many] Скопированы первые { $count } строк из { $total }; все — в выгрузке
    }
result-copied-first-unknown =
    { $count ->
        [one] Скопирована первая { $count } строка; все — в выгрузке
        [few] Скопированы первые { $count } строки; все — в выгрузке
       *[many] Скопированы первые { $count } строк; все — в выгрузке
    }
result-copied-cell = Ячейка скопирована
result-copied-text = Скопировано
result-copy-failed = Браузер не разрешил копирование
# Меню ячейки
result-point = { $measure } — { $place }: { $value }
result-sort = Сортировать
result-sort-other = Сменить порядок
result-drill-into = Раскрыть по: { $title }
result-drill-only = Только это
result-drill-without = Исключить
result-drill-rows = Записи
result-drill-off = Убрать: { $title }
# График
result-chart-title = { $measures } — { $dimensions }
result-chart-title-whole = { $measures }
result-chart-kind = Вид графика
result-chart-auto = Подобрать
result-chart-column = Столбцы
result-chart-stacked = Столбцы с накоплением
result-chart-line = Линия
result-chart-bar = Полосы
result-chart-heatmap = Тепловая карта
result-chart-dot = Точки с размахом
result-chart-value = Значение
result-chart-multiples = Малые графики
result-chart-table = Те же числа — в таблице
result-chart-cut = На графике первые { $shown } из { $of }; остальные — в таблице.
result-chart-others = «Прочие» на графике не показаны: они есть в таблице.
result-chart-one-measure = На графике один показатель: { $measure }; остальные — в таблице.
result-chart-without-before = Прежние значения на этом графике не показаны: они есть в таблице.
result-chart-failed = График не загрузился. Числа — в таблице.
result-was = было { $previous }, изменение { $change }
result-was-nothing = сравнить не с чем: за прошлый период данных нет
result-summary = { $measure }: меньше всего — { $low } ({ $lowValue }), больше всего — { $high } ({ $highValue }).
result-summary-same = { $measure }: везде { $value }.
result-summary-total = В целом — { $value }.
result-why-value =
    { $measures ->
        [one] Значение, потому что измерений нет, а показатель один.
       *[other] Значения, потому что измерений нет, есть только показатели.
    }
result-why-parts =
    Столбцы с накоплением, потому что { $measures } { $measures ->
        [one] показатель — часть
        [few] показателя — части
       *[many] показателей — части
    } одного целого.
result-why-line =
    Линия, потому что одно из измерений — время: { $series } { $series ->
        [one] ряд
        [few] ряда
       *[many] рядов
    }.
result-why-many-lines =
    Тепловая карта, потому что { $series } { $series ->
        [one] линия
        [few] линии
       *[many] линий
    } на одном графике не различить.
result-why-units =
    Малые графики, потому что { $measures } { $measures ->
        [one] показатель нельзя
        [few] показателя нельзя
       *[many] показателей нельзя
    } отложить по одной оси.
result-why-bar =
    Полосы по убыванию, потому что измерение и показатель — по одному: { $places } { $places ->
        [one] полоса
        [few] полосы
       *[many] полос
    }.
result-why-compared = Точки, потому что показатель сравнивается с тем, что было.
result-why-column =
    Столбцы, потому что измерение одно, а показателей — { $measures }.
result-why-dot =
    Точки, потому что столбцов было бы слишком много: { $places } { $places ->
        [one] значение
        [few] значения
       *[many] значений
    } измерения.
result-why-two = Тепловая карта, потому что измерений два, а показатель один.
result-why-few-panels =
    Малые графики, потому что у одного из двух измерений { $panels } { $panels ->
        [one] значение
        [few] значения
       *[many] значений
    }.
result-why-many = Малые графики, потому что измерений и показателей много.
# Откуда числа
result-provenance = Откуда числа
result-moment = Данные на { $moment } · выпуск { $release }
result-published = Выпуск { $release } от { $moment }
result-release = Выпуск данных
result-release-of = № { $release } от { $moment }
result-sources = Посчитано по
result-definitions = Как посчитано
result-judged-by = По правилам: { $rules }
result-clauses = Пункты правил этой школы
result-rule-set = Свод правил: { $name }
result-sql = SQL для чтения
result-sql-copy = Копировать SQL
