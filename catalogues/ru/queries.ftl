# Страницы запросов: готовых, своих и открытых другими.
queries-title = Запросы
queries-count =
    { $count } { $count ->
        [one] запрос
        [few] запроса
       *[other] запросов
    }
queries-found = Найдено: { $count }
queries-search = Поиск запросов
queries-search-do = Найти
queries-find = Название, описание, папка или владелец
queries-show-all = Показать все
queries-none = Ничего не найдено
queries-none-advice = Измените слова поиска.
queries-marked = Избранное
queries-marked-none = Отметьте звёздочкой запросы и панели, которые нужны чаще других.
queries-dashboard = Панель
queries-own = Свои
queries-own-none = Сохраните запрос в конструкторе или копию готового.
queries-shared = Доступные мне
queries-shared-none = Другие сотрудники пока не открыли вам своих запросов.
queries-named = Готовые
queries-named-none = Для вашей роли готовых запросов нет.
queries-is-shared = Открыт другим
queries-of = Владелец: { $owner }
queries-broken = не выполняется
queries-status = Владелец: { $owner } · версия { $version } от { $moment }, автор версии: { $saver }
queries-status-named = Готовый запрос · { $section }
queries-open-constructor = Открыть в конструкторе
queries-copy = Сохранить себе копию
queries-copy-title = { $title } (копия)
queries-broken-title = Запрос не выполняется
queries-broken-own = Откройте запрос в конструкторе, уберите или замените названные поля и сохраните его заново либо верните версию, которая выполнялась.
queries-broken-foreign = Сообщите владельцу запроса или сохраните себе копию без этих полей в конструкторе.
queries-parameters = Параметры
queries-ask = Показать
queries-reset = Сбросить
queries-one-more = { $title }: ещё одно значение
queries-any-value = без отбора
queries-type-ahead = Начните печатать — подходящие значения появятся списком. Пустое поле — без отбора.
queries-one-a-line = Каждое значение — с новой строки; пустое поле — без отбора.
queries-days-hint = Если указаны обе даты, действуют они.
queries-range = Отрезок
queries-from = С
queries-to = По
queries-both-days = укажите обе даты
queries-any-days = Без ограничения
queries-default = По умолчанию: { $value }
queries-answer = Ответ
queries-answer-rows = Строки ответа
queries-filters = Отбор
queries-download = Скачать ответ:
queries-rows =
    { $count } { $count ->
        [one] строка
        [few] строки
       *[other] строк
    }
queries-no-rows = Данных по такому отбору нет.
queries-cut =
    Показаны первые { $shown } из { $count } { $count ->
        [one] строки
       *[other] строк
    }. Все строки — в файле.
queries-cut-more = Показаны первые { $shown } строк, всего больше { $count }. Все строки — в файле.
queries-partial = Неполный период: данные есть по { $day }.
queries-provenance = Данные на { $moment } · выпуск { $release }
queries-shares = Кому открыт
queries-shares-none = Запрос видите только вы.
queries-shares-hint = Каждый видит ответ по данным своей области. Роли, организации и всем запрос открывает тот, у кого есть право «Публикация».
queries-share-do = Открыть доступ
queries-share-person = Сотрудник
queries-share-person-hint = Начните писать фамилию, должность или логин и выберите из списка.
queries-share-role = Роль
queries-share-school = Организация
queries-share-school-code = Код организации
queries-choose-school = — выберите организацию —
queries-share-all = Открыть всем
queries-choose-role = — выберите роль —
queries-unshare = Закрыть доступ
queries-shared-person = Сотруднику: { $person }
queries-shared-known-person = Сотруднику: { $person } ({ $about })
queries-shared-role = Роли «{ $role }»
queries-shared-school = Организация: { $school }
queries-shared-all = Всем
queries-change = Изменить
queries-change-do = Сохранить
queries-field-title = Название
queries-field-folder = Папка
queries-field-description = На что отвечает
queries-delete = Удалить запрос
queries-delete-sure = Запрос исчезнет у всех, кому он открыт, вместе с версиями. Вернуть его будет нельзя.
queries-delete-do = Удалить
queries-versions = Версии
queries-version = Версия { $version } от { $moment }, { $saver }
queries-version-newest = действует
queries-revert = Вернуть эту версию
queries-done-changed = Изменения сохранены
queries-done-copied = Копия сохранена
queries-done-shared = Доступ открыт
queries-done-unshared = Доступ закрыт
queries-done-reverted = Версия возвращена
queries-no-version = Не указано, какую версию запроса меняет форма
queries-no-share = Не указано, кому открыть запрос
queries-fault-title = назовите запрос
queries-fault-long = слишком длинно: не больше { $most } знаков
queries-fault-signs = в тексте есть управляющие знаки: наберите его заново
queries-fault-state = ожидается объект: состояние конструктора
queries-fault-large = запрос слишком велик: не больше { $most } КБ
queries-fault-parameters = ожидается список объектов с name, title, type, member, default
queries-fault-one-of = ожидается одно из: { $known }
queries-fault-people = в фильтрах названы люди: { $titles }
queries-fault-people-hint = уберите эти значения или сделайте их параметром
queries-fault-owner = это владелец запроса
queries-fault-nobody = пользователя «{ $login }» нет
queries-fault-namesakes = так зовут нескольких сотрудников: выберите одного по логину
queries-fault-school-code = назовите код организации
queries-fault-of-all = для всех значение не указывается
queries-fault-newer = запрос тем временем изменён: его новая версия — { $version }
queries-fault-too-many = у одного человека не больше { $most } сохранённых запросов: удалите ненужные
queries-fault-marks = отметок избранного не больше { $most }: снимите ненужные
queries-fault-wide = Запрос открыт роли, организации или всем: менять его можно с правом «Публикация»
queries-fault-foreign = Этот запрос меняет его владелец; вы можете сохранить себе копию
queries-fault-publish = Открыть запрос роли, организации или всем можно с правом «Публикация»
