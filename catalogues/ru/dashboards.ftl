# Панели: то, что стоит вокруг их плиток.
dashboards-intro = Готовые страницы с ответами: каждая показывает то, что нужно для одного вида решений.
dashboard-no-release = Ни одна ночь ещё не опубликована.
data-moment = Данные на { $moment }
data-none = Данных ещё нет
data-schools =
    { $here } из { $count } { $count ->
        [one] школы
       *[other] школ
    }
data-release = выпуск { $release }
filters = Фильтры страницы
filters-chosen = Что выбрано
filter-period = Период
filter-from = С
filter-to = По
filter-all = все
filter-show = Показать
filter-reset = Сбросить
filter-remove = Убрать фильтр «{ $name }»
range-days = свои даты
period-named = Период: { $name }, { $days }
period-days = Период: { $days }
period-partial = неполный период
alerts-title =
    Требует внимания: { $count } { $count ->
        [one] задача
        [few] задачи
       *[other] задач
    }
alerts-all =
    { $count ->
        [one] { $count } задача — на странице «Задачи»
        [few] Все { $count } задачи — на странице «Задачи»
       *[other] Все { $count } задач — на странице «Задачи»
    }
alert-serious = срочно
alert-notice = проверить
tile-caption = { $title } — таблица
tile-constructor = В конструкторе
tile-empty = Данных за этот период нет
tile-empty-advice = Выберите другой период или снимите фильтр.
tile-own-period = Период этой плитки свой: { $period }
tile-unobeyed = Не зависит от фильтров: { $filters }
sentence-withheld = Показатели скрыты: мало учеников.
sentence-no-data = За этот период данных нет.
alert-withheld = { $name }: показатели скрыты, мало учеников.
alert-no-data = { $name }: нет данных.
alert-of = { $name }: { $text }
figure-no-previous = сравнить не с чем: за прошлый период данных нет
row-total = Всего
row-others = Прочие
column-total = Всего
standing-summary = Своя школа рядом с медианой школ муниципалитета. Показатели других школ не раскрываются.
standing-caption = Показатели школы и медиана муниципалитета
standing-measure = Показатель
standing-measure-over = { $measure } ({ $period })
standing-own = Школа
standing-median = Медиана
standing-place = Место
standing-better = Что лучше
standing-rank = { $rank } из { $schools }
standing-few = данные есть меньше чем у пяти школ
standing-more = больше
standing-less = меньше
segments-title = Состояние сегментов
segments-age = Возраст данных
segments-received = Данные получены
segments-of = { $here } из { $count }
segments-rejected =
    { $count } { $count ->
        [one] строка отклонена
        [few] строки отклонены
       *[other] строк отклонено
    }
segments-late =
    { $count ->
        [0] опозданий нет; { $rejected }
        [one] { $count } школа опаздывает; { $rejected }
        [few] { $count } школы опаздывают; { $rejected }
       *[other] { $count } школ опаздывают; { $rejected }
    }
segments-none = Школ ещё нет
segments-none-advice = Школа появится здесь с первой принятой выгрузкой.
segments-caption = Последние выгрузки школ
segments-school = Школа
segments-state = Состояние
segments-moment = Данные на
segments-age-head = Возраст
segments-received-at = Получена
segments-rejected-head = Отклонено строк
segments-absent = нет данных
segments-refused = выгрузка отклонена
segments-running = загружается
segments-late-badge = опаздывает
segments-with-rejects = есть отклонённые строки
segments-on-time = вовремя
segments-all-on-time =
    { $count ->
        [1] Данные получены вовремя.
       *[other] Данные всех школ получены вовремя.
    }
segments-are-late = Опаздывают: { $late }.
segments-are-absent = Нет данных: { $absent }.
segments-are-both = Нет данных: { $absent }. Опаздывают: { $late }.
dashboard-workbook = Вся панель в XLSX
filter-terms-of = Периоды { $year } учебного года
filter-many-all = { $title }: все
filter-many-one = { $title }: { $name }
filter-many-some = { $title }: выбрано { $count }
filter-many-search = { $title }: часть названия
filter-many-clear = Снять выбор
filter-remove-value = Убрать из фильтра «{ $name }»: { $value }
period-of-schools = Период: { $name }, { $days } (дни у школ разные, взяты крайние)
period-no-days = Выбраны свои даты, а дни не указаны. Заполните поля «С» и «По».
period-one-day = Указан только один день. Заполните оба поля: «С» и «По».
period-not-a-day = «{ $text }» — не дата. Укажите день, месяц и год.
period-backwards = Последний день, { $to }, раньше первого, { $from }. Поменяйте даты местами.
period-unknown = Периода «{ $text }» нет. Выберите период из списка или укажите свои даты.
crumbs = Путь к выбранному
crumb-municipality = Муниципалитет
crumb-schools = Все мои школы
demands-summary = Что требует положение каждой школы и по какому пункту. О чём положение молчит, то берётся из муниципального свода правил; об этом сказано в скобках.
demands-caption = Требования по сводам правил
demands-rule = Требование
demands-document = Положение
demands-none = Сводов правил ещё нет
demands-none-advice = Они появятся с первой принятой выгрузкой школы.
tile-records = Записи
tile-cut =
    { $shown ->
        [1] Показана первая строка из { $total }.
       *[other] Показаны первые { $shown } из { $total }.
    }
tile-cut-unknown =
    { $shown ->
        [1] Показана первая строка, остальные не сосчитаны.
       *[other] Показаны первые { $shown }, остальные не сосчитаны.
    }
tile-cut-all = Все строки в конструкторе
alerts-title-unknown = Не всё удалось проверить
alerts-failed = Не удалось проверить: { $titles }. Обновите страницу через несколько минут.
alerts-cut =
    { $shown ->
        [1] «{ $title }»: показана первая задача из { $total }.
       *[other] «{ $title }»: показаны первые { $shown } из { $total }.
    }
alerts-cut-unknown =
    { $shown ->
        [1] «{ $title }»: показана первая задача, остальные не сосчитаны.
       *[other] «{ $title }»: показаны первые { $shown }, остальные не сосчитаны.
    }
alerts-now = на сегодня
alerts-about =
    { $reader ->
        [office] По всем школам независимо от фильтров. Период: { $periods }.
        [school] По всей школе независимо от фильтров. Период: { $periods }.
        [class] По всем вашим классам независимо от фильтров. Период: { $periods }.
       *[group] По всем вашим группам независимо от фильтров. Период: { $periods }.
    }
figure-previous-days =
    { $cut ->
        [yes] было { $previous } по тот же учебный день за { $days }, изменение { $change }
       *[no] было { $previous } за { $days }, изменение { $change }
    }
figure-previous-term =
    { $cut ->
        [yes] было { $previous } по тот же учебный день предыдущего учебного периода, изменение { $change }
       *[no] было { $previous } за предыдущий учебный период, изменение { $change }
    }
figure-points = { $change } п. п.
figure-partial = неполный период: данные есть по { $day }
figure-target = цель { $target }
chart-target = Пунктир — цель { $target }.
chart-target-of = Пунктир — цель { $target }: { $measures }.
workbook-failed = Не удалось: { $reason }
workbook-failed-head = Чего здесь нет
segments-age-hours = Возраст данных, ч
