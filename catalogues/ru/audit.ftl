# Журнал доступа. Сами записи ведутся на русском языке.
audit-title = Журнал доступа
audit-chain = Сохранность журнала
audit-chain-unchecked = Каждая запись связана с предыдущей: изменение или удаление разрывает цепочку. Сейчас цепочка не проверялась.
audit-chain-whole =
    Цепочка цела от первой записи до последней: { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }.
audit-chain-broken = Цепочка нарушена
audit-chain-place = файл { $file }, строка { $line }
audit-chain-check = Проверить цепочку
audit-entries = Записи
audit-file = Выгрузить CSV
audit-filter = Отбор записей
audit-filter-unread = Условия отбора не читаются
audit-show = Показать
audit-none = Записей нет
audit-none-hint = За этот отрезок с такими условиями ничего не записано.
audit-table = Записи журнала, новые сверху
audit-count =
    { $count } { $count ->
        [one] запись
        [few] записи
       *[other] записей
    }
audit-last = Показаны последние { $most } записей, сузьте отрезок или выгрузите файл
audit-when = Когда
audit-login = Логин
audit-role-and-scope = Роль и область
audit-place = Откуда
audit-deed = Действие
audit-object = Объект
audit-filters = Условия
audit-rows = Строк
audit-persons = Лиц
audit-release = Выпуск
audit-hash = Файл
audit-outcome = Исход
audit-number = № { $number }
audit-key = ключ «{ $key }»
audit-address-and-key = { $address }, ключ «{ $key }»
audit-from = С
audit-to = По
audit-whole-login = Логин целиком
audit-any-deed = все действия
audit-text = Объект, условия или адрес
audit-no-such-deed = такого действия нет
audit-said-login = логин { $login }
audit-said-deed = действие «{ $deed }»
audit-said-text = текст «{ $text }»
audit-said-all = все записи
deed-sign-in = Вход
deed-sign-out = Выход
deed-view = Просмотр имён
deed-export = Выгрузка
deed-print = Печать на подпись
deed-sql = Вопрос на SQL
deed-load = Загрузка
deed-publish = Публикация
deed-add-user = Новый пользователь
deed-change-user = Изменение пользователя
deed-close-user = Закрытие доступа
deed-open-user = Открытие доступа
deed-grant = Предоставление права
deed-revoke = Отзыв права
deed-set-password = Смена пароля
deed-second-factor = Одноразовые коды
deed-make-token = Выпуск ключа
deed-revoke-token = Отзыв ключа
deed-end-sessions = Завершение сеансов
deed-refusal = Отказ в доступе
deed-read-audit = Чтение журнала доступа
deed-keep-entry = Запись в реестр
deed-remove-entry = Удаление записи реестра
deed-restore-entry = Восстановление записи реестра
outcome-done = выполнено
outcome-refused = отказано
outcome-failed = не удалось
deed-save-query = Сохранение запроса
deed-share-query = Доступ к запросу
deed-delete-query = Удаление запроса
deed-file-form = Работа с формой
deed-order = Заявка на отчёт

# Что названо в записях журнала доступа.
deed-object-question = вопрос
deed-object-releases = сравнение выпусков
deed-object-reading = просмотр
deed-object-chain = проверка цепочки
deed-object-csv = выгрузка CSV
deed-object-password = пароль
deed-object-code = одноразовый код
deed-object-release = выпуск { $id }
deed-object-rejects = отклонённые строки, загрузка { $load }
deed-object-query = запрос № { $id }
deed-object-order = заявка № { $id }
deed-object-register = реестр «{ $title }»
deed-object-entry = реестр «{ $title }», запись { $id }
deed-object-paper = «{ $title }»{ $rest }
deed-about-load = { $school }: { $state }
deed-about-school-unknown = Организация не определена
deed-about-mended = { $school }: переданы исправленные строки загрузки { $load }
deed-about-sent = { $school }: выгрузка передана
deed-about-unreadable = выгрузка не читается
deed-about-uploads = передача выгрузок: { $school }
deed-about-whole-scope = вся область владельца
deed-about-rights = права: { $rights }
deed-about-ground = основание: { $ground }
deed-about-reverted = { $title }, возврат версии { $version }
deed-about-nobody = Никому
deed-about-instead = вместо { $login }
deed-about-orders = заявки на отчёты
deed-about-temporary = временный
deed-about-codes-on = включены
deed-about-codes-off = выключены
