# Конструктор запросов: поля, полки, отборы, сохранение и выгрузка.
constructor-heading = Новый запрос
constructor-question = Условия запроса
constructor-actions = Действия с запросом
constructor-run = Выполнить
constructor-save = Сохранить
constructor-apply = Применить
constructor-undo = Отменить изменение
constructor-redo = Вернуть изменение
constructor-copy = Скопировать ссылку
constructor-copied = Ссылка скопирована.
constructor-copy-failed = Ссылку скопировать не удалось: возьмите её из строки адреса.
constructor-copy-long = Запрос слишком велик для ссылки. Сохраните его и откройте доступ.
constructor-print = Печать
constructor-more = Другие действия
constructor-ask-centre = Заказать отчёт по этому вопросу
constructor-anew = Начать заново
constructor-favourite = В избранном
constructor-changed = изменён, не сохранён

constructor-starters = С чего начать
constructor-starters-note = Выберите готовый вопрос и измените его или соберите свой: показатели, строки и столбцы выбирают в списке полей.

# Ход работы
constructor-status-full = Сервер занят. Повтор через { $seconds } с.
constructor-status-done =
    Готово: { $count } { $count ->
        [one] строка
        [few] строки
       *[other] строк
    }.

# Отказы, которых сервер не объяснил
constructor-fault-0 = сервер недоступен, проверьте соединение
constructor-fault-401 = время сеанса истекло, войдите снова
constructor-fault-403 = недостаточно прав
constructor-fault-404 = не найдено или закрыто для вас
constructor-fault-409 = запрос уже изменён другим сотрудником
constructor-fault-413 = запрос слишком велик
constructor-fault-429 = слишком много запросов подряд, повторите позже
constructor-fault-503 = сервер занят, повторите позже
constructor-fault-504 = ответ не получен за отведённое время: сузьте период или отбор
constructor-fault-other = сервер ответил отказом { $status }
constructor-fault-own = ошибка на странице, обновите её

# Поля
constructor-fields = Поля
constructor-fields-search = Найти поле
constructor-fields-keys = Стрелка вниз ведёт в список; там стрелки выбирают поле, Enter добавляет его, Shift и Enter — в столбцы, стрелка вправо открывает меню.
constructor-fields-none = Таких полей нет.
constructor-dimensions = Измерения
constructor-measures = Показатели
constructor-dimension = измерение
constructor-measure = показатель
constructor-field = { $field }, { $kind }
constructor-field-used = { $field }, { $kind }, в запросе
constructor-field-refused = { $field }, { $kind }, недоступно: { $reason }
constructor-field-menu = Куда добавить «{ $field }»
constructor-target = Поле пойдёт на полку «{ $shelf }».
constructor-card-formula = Формула
constructor-card-share = 100 · числитель / знаменатель
constructor-card-ratio = числитель / знаменатель
constructor-card-numerator = Числитель
constructor-card-denominator = Знаменатель
constructor-card-rules = По каким правилам
constructor-card-source = Источник
constructor-card-name = Имя в запросе
constructor-reason-unknown = «{ $field }» не применимо к теме «{ $topic }»
constructor-reason-refused = «{ $measure }» и «{ $dimension }» несовместимы: { $reason }

# Полки
constructor-shelf-rows = Строки
constructor-shelf-columns = Столбцы
constructor-shelf-measures = Показатели
constructor-shelf-filters = Фильтры
constructor-shelf-add = Добавить поле на полку «{ $shelf }»
constructor-to-rows = В строки
constructor-to-columns = В столбцы
constructor-to-measures = В показатели
constructor-to-filters = В фильтры
constructor-to-rows-by = В строки: { $granularity ->
        [day] по дням
        [week] по неделям
        [month] по месяцам
        [quarter] по кварталам
       *[year] по годам
    }
constructor-to-columns-by = В столбцы: { $granularity ->
        [day] по дням
        [week] по неделям
        [month] по месяцам
        [quarter] по кварталам
       *[year] по годам
    }
constructor-by-granularity = { $granularity ->
        [day] По дням
        [week] По неделям
        [month] По месяцам
        [quarter] По кварталам
       *[year] По годам
    }
constructor-time-by = { $title }: { $granularity ->
        [day] день
        [week] неделя
        [month] месяц
        [quarter] квартал
       *[year] год
    }
constructor-chip = { $field }: действия
constructor-chip-asc = { $field }, по возрастанию: действия
constructor-chip-desc = { $field }, по убыванию: действия
constructor-swap = Поменять строки и столбцы местами
constructor-sort-asc = По возрастанию
constructor-sort-desc = По убыванию
constructor-move-before = Ближе к началу
constructor-move-after = Ближе к концу
constructor-remove = Убрать
constructor-remove-field = Убрать: { $field }
constructor-removed = Убрано: { $field }.
constructor-added = { $field } — на полке «{ $shelf }».
constructor-moved = { $field }: место { $place } из { $count }.

# Итоги, порядок, сравнение
constructor-options = Вид ответа
constructor-totals = Итоги
constructor-totals-kind = Какие итоги
constructor-totals-grand = общий
constructor-totals-by = подытоги по: { $fields }
constructor-totals-both = по строкам и столбцам
constructor-totals-of-rows = только по строкам
constructor-totals-of-columns = только по столбцам
constructor-order = Сортировка
constructor-order-is = Сортировка: { $order }
constructor-order-none = Строки идут в порядке измерений.
constructor-order-field = Ключ сортировки { $place }
constructor-order-way = Порядок: { $field }
constructor-order-earlier = Сделать ключ старше: { $field }
constructor-order-add = Добавить ключ
constructor-limit = Строк не больше
constructor-limit-none = все
constructor-others = остальные одной строкой
constructor-compare = Сравнить
constructor-compare-none = не сравнивать
constructor-compare-previous-period = с прошлым периодом
constructor-compare-previous-year = с прошлым годом
constructor-compare-note = Законченный период сравнивается с прошлым целиком, идущий — до того же учебного дня.
constructor-compare-needs-period = Для сравнения задайте период.

# Выпуск
constructor-release = Выпуск данных
constructor-release-is = Выпуск { $release }
constructor-release-of = Выпуск { $release } от { $moment }
constructor-release-newest = последний
constructor-release-title = По какому выпуску данных считать
constructor-release-note = Выпуск — это данные всех организаций, какими их оставила одна ночная загрузка. По прежнему выпуску видно, что показывала Сводка в тот день.

# Отборы
constructor-and = и
constructor-or = или
constructor-group-and = Все: должно выполняться каждое условие
constructor-group-or = Любое: достаточно одного условия
constructor-group-and-short = все
constructor-group-or-short = любое
constructor-group-add = Добавить условие в группу
constructor-group-begin = Объединить с другим условием через «или»
constructor-group-begin-and = Объединить с другим условием через «и»
constructor-group-dissolve = Разгруппировать
constructor-filter-title = Фильтр: { $field }
constructor-filter-change = Изменить условие
constructor-filter-operator = Условие
constructor-filter-value = Значение
constructor-filter-values = Значения, по одному в строке
constructor-filter-measure = Отбор по показателю действует после подсчёта: остаются строки, где итоговое число подходит.
constructor-filter-not-number = Нужно число.
constructor-asked-on-opening = спросить при открытии
constructor-quoted = «{ $value }»
constructor-values-more = { $values } и ещё { $count }
constructor-is-equals = { $field }: { $values }
constructor-is-not-equals = { $field }: кроме { $values }
constructor-is-contains = { $field } содержит { $values }
constructor-is-not-contains = { $field } не содержит { $values }
constructor-is-starts-with = { $field } начинается с { $values }
constructor-is-not-starts-with = { $field } не начинается с { $values }
constructor-is-ends-with = { $field } кончается на { $values }
constructor-is-not-ends-with = { $field } не кончается на { $values }
constructor-is-gt = { $field } больше { $values }
constructor-is-gte = { $field } не меньше { $values }
constructor-is-lt = { $field } меньше { $values }
constructor-is-lte = { $field } не больше { $values }
constructor-is-set = { $field }: указано
constructor-is-not-set = { $field }: не указано
constructor-is-in-date-range = { $field }: { $values }
constructor-is-not-in-date-range = { $field }: кроме { $values }
constructor-is-before-date = { $field } раньше { $values }
constructor-is-after-date = { $field } позже { $values }
constructor-operator-equals = равно одному из значений
constructor-operator-not-equals = не равно ни одному из значений
constructor-operator-contains = содержит одно из значений
constructor-operator-not-contains = не содержит ни одного из значений
constructor-operator-starts-with = начинается с одного из значений
constructor-operator-not-starts-with = не начинается ни с одного из значений
constructor-operator-ends-with = кончается на одно из значений
constructor-operator-not-ends-with = не кончается ни на одно из значений
constructor-operator-gt = больше
constructor-operator-gte = не меньше
constructor-operator-lt = меньше
constructor-operator-lte = не больше
constructor-operator-set = указано
constructor-operator-not-set = не указано
constructor-operator-in-date-range = в промежутке
constructor-operator-not-in-date-range = вне промежутка
constructor-operator-before-date = раньше дня
constructor-operator-after-date = позже дня

constructor-values-search = Найти значение
constructor-values-list = Значения: { $field }
constructor-values-busy = Ищу…
constructor-values-found = Найдено: { $count }.
constructor-values-truncated = Показаны первые { $count }: уточните поиск.
constructor-values-chosen = Выбрано: { $count }.
constructor-values-take = Выбрать найденное
constructor-values-drop = Снять с найденного
constructor-values-none = Снять всё
constructor-paste = Вставить список
constructor-paste-label = Значения или коды: по одному в строке или через точку с запятой
constructor-paste-take = Добавить из списка: { $count }

constructor-schools = Организации
constructor-schools-open = Выбрать по районам
constructor-schools-search = Найти организацию
constructor-schools-any = любые
constructor-schools-no-district = Без района
constructor-schools-found =
    { $count } { $count ->
        [one] организация
        [few] организации
       *[other] организаций
    }.
constructor-schools-recognised = Опознано: { $count }.
constructor-schools-missing = Опознано: { $count }. Не найдены: { $missing }.

# Период
constructor-period = Период
constructor-period-is = Период: { $period }
constructor-period-open = за всё время
constructor-period-which = За какие дни
constructor-period-days = с дня по день
constructor-period-month = Месяц
constructor-period-term = Учебный период
constructor-terms-failed = Учебные периоды не получены: { $reason }
constructor-term = { $name } { $year }, { $days }
constructor-term-of-some =
    { $name } { $year }, { $days }: { $schools } { $schools ->
        [one] организация
        [few] организации
       *[other] организаций
    }
constructor-period-month-none = не выбран
constructor-period-reversed = Последний день раньше первого.
constructor-day-from = С
constructor-day-to = По
constructor-day-one = День

# Формулы
constructor-formula-add = Добавить формулу
constructor-formula-new = Новая формула
constructor-formula-change = Изменить формулу
constructor-formula-title = Название
constructor-formula-name = Имя латиницей
constructor-formula-name-note = По нему формулу называют в сортировке и в других формулах.
constructor-formula-name-fault = Имя начинается с латинской буквы; дальше — латинские буквы, цифры и знак подчёркивания.
constructor-formula-name-taken = Формула с таким именем уже есть.
constructor-formula-expression = Выражение
constructor-formula-note = Показатели запроса по названиям, числа, знаки + − * / и скобки. Результат — число; чтобы получить проценты, умножьте на 100 и поставьте «%» в названии. Деление на ноль даёт пустое значение.
constructor-formula-unknown = «{ $word }» в запросе нет. Есть: { $names }.
constructor-formula-no-names = «{ $word }» в запросе нет: добавьте показатель в запрос, и формула сможет его назвать.
constructor-formula-sign = Лишний знак «{ $sign }».
constructor-formula-value-due = Между знаками не хватает числа или показателя.
constructor-formula-sign-due = Между числами и показателями не хватает знака.
constructor-formula-broken-off = Формула не закончена: после знака нужно число или показатель.
constructor-formula-unclosed = Скобка не закрыта.
constructor-formula-unopened = Лишняя закрывающая скобка.
constructor-formula-right = Выражение верно.
constructor-formula-insert = Вставить в выражение
constructor-formula-plus = плюс
constructor-formula-minus = минус
constructor-formula-times = умножить
constructor-formula-over = разделить
constructor-formula-open = открыть скобку
constructor-formula-close = закрыть скобку
constructor-formula-percent = 100 умножить на

# Сохранение и доступ
constructor-save-new = Сохранить запрос
constructor-save-version = Сохранить новую версию
constructor-save-as-new = Сохранить как новый
constructor-save-title = Название
constructor-save-folder = Папка
constructor-save-description = Пояснение
constructor-save-note = Что изменено
constructor-save-asks = Спрашивать при открытии
constructor-save-newer = Запрос изменил { $name }: есть версия { $version }. Откройте её или сохраните свою работу как новый запрос.
constructor-save-open-newer = Открыть новую версию
constructor-saved = Сохранено: «{ $title }».
constructor-share = Доступ
constructor-share-title = Доступ к запросу «{ $title }»
constructor-share-none = Запрос виден только вам.
constructor-share-kind = Кому открыть
constructor-share-person = сотруднику
constructor-share-role = роли
constructor-share-school = организации
constructor-share-all = всем
constructor-share-person-search = Имя, должность или логин
constructor-share-role-search = Название роли
constructor-share-school-search = Название или код организации
constructor-share-added = Добавлено: { $who }
constructor-share-with-person = Сотрудник: { $title }
constructor-share-with-role = Роль: { $title }
constructor-share-with-school = Организация: { $title }
constructor-share-with-all = Все пользователи
constructor-share-add = Добавить
constructor-versions = Версии
constructor-versions-title = Версии запроса «{ $title }»
constructor-versions-caption = От последней к первой
constructor-version = Версия
constructor-version-when = Когда
constructor-version-who = Кто
constructor-version-note = Что изменено
constructor-version-way = Возврат
constructor-version-present = действует
constructor-version-revert = Вернуть
constructor-version-revert-to = Вернуть версию { $version }

# Выгрузка
constructor-export = Экспорт
constructor-export-xlsx = Книга Excel (XLSX)
constructor-export-csv = Таблица CSV
constructor-export-csv-windows-1251 = CSV для старых программ (windows-1251)
constructor-export-pdf = Печатный лист (PDF)
constructor-export-parquet = Parquet
constructor-export-arrow = Arrow
