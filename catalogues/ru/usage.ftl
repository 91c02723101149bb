# Посещения: кто и как часто работает со «Сводкой».
usage-title = Посещения «Сводки»
usage-heading = Кто работает со «Сводкой»
usage-span = Отрезок
usage-from = С
usage-to = По
usage-show = Показать
usage-hint = Считаются открытые страницы и полученные ответы. О чём спрашивали, здесь не видно.
usage-none = Посещений нет
usage-none-hint = За этот отрезок никто из вашей области не открывал «Сводку».
usage-worked = Работали
usage-admitted =
    доступ открыт { $count } { $count ->
        [one] человеку
       *[other] людям
    }
usage-opened = Открыто страниц и ответов
usage-days =
    { $count } { $count ->
        [one] день с посещениями
        [few] дня с посещениями
       *[other] дней с посещениями
    }
usage-by-role = По ролям
usage-by-school = По организациям
usage-by-object = Что открывают
usage-by-person = По людям
usage-roles-table = Посещения по ролям
usage-schools-table = Посещения работниками организаций
usage-objects-table = Посещения по страницам и вопросам
usage-people-table = Посещения по людям
usage-role = Роль
usage-school = Организация
usage-object = Страница или вопрос
usage-name = Фамилия, имя, отчество
usage-people = Человек
usage-times = Открыто
usage-days-worked = Дней работы
usage-last-day = Последний день
usage-of-overview = Обзор
usage-of-users = Пользователи
usage-of-profile = Мои права
usage-of-audit = Журнал доступа
usage-of-query = Готовый вопрос
usage-of-named-query = Готовый вопрос «{ $title }»
usage-of-questions = Ответы конструктору и программам
usage-of-plan = Проверка вопроса в конструкторе
usage-of-saved = Свои запросы и доступ к ним
usage-of-export = Выгрузка в файл
usage-of-values = Подбор значений фильтра
usage-of-explain = Объяснение показателя
usage-of-meta = Перечень показателей
usage-of-queries = Перечень готовых вопросов
usage-of-releases = Перечень выпусков
usage-of-diff = Сравнение выпусков
usage-of-load = Состояние загрузки
usage-of-favourites = Избранное
usage-of-extracts = Передача выгрузки
